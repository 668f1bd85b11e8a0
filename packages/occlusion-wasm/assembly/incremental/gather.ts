import { FeatureMap, int, row } from './structures'
import { add, anyBits, larger, spread, STEP, subtract, Vector } from './vector'

/** What becomes of the sums. Numbered as in src/incremental/stages/gathering.ts. */
/** New values before a nonlinearity that `finish` is to apply. */
const RAW: i32 = 0
/** New values, of which the base is subtracted. */
const SUBTRACT: i32 = 1
/** New values, of which the base is subtracted when those below zero have become zero. */
const RECTIFY: i32 = 2
/** Changes, of a stage that is linear throughout: sums start from zero instead of from `before`. */
const LINEAR: i32 = 3

/**
 * Adds up the terms of every change of a map, and takes the largest over the outputs under its pooling window.
 *
 * @param terms - as `listTerms` or `listAllTerms` leave them
 * @param products - float32, what the terms point into
 * @param before - float32 [outputs, channels]: the uncovered image's values before the nonlinearity
 * @param beforeStep - floats from one output's row of `before` to the next's; 0 if all share one, such as the bias
 * @param outputs - convolution outputs under one pooling window; 1 without pooling
 * @param offset - first channel of the slice; slices come in order
 * @param filters - channels in the slice
 * @param mode - what becomes of the sums; all but RAW also mark the changes that are not zero
 */
export function gather(
  to: FeatureMap, terms: usize, products: usize, before: usize, beforeStep: i32, outputs: i32, offset: i32, filters: i32, mode: i32,
): void {
  const at = (<usize>offset) << 2
  for (let change = 0; change < to.changes; change++) {
    const out = row(to.deltas, change, to.channels) + at
    const base = row(to.base, int(to.cells, change), to.channels) + at
    const alive = to.alive + ((<usize>change) << 2)
    if (offset == 0 && mode != RAW) store<i32>(alive, 0)
    let next = terms
    let c: usize = 0
    const end = (<usize>filters) << 2
    for (; c + 4 * STEP <= end; c += 4 * STEP) {
      next = gatherFour(out + c, terms, products + c, before + at + c, beforeStep, outputs, base + c, alive, mode)
    }
    for (; c < end; c += STEP) {
      next = gatherOne(out + c, terms, products + c, before + at + c, beforeStep, outputs, base + c, alive, mode)
    }
    terms = next
  }
}

/** Four vectors of channels of one change; exported so that it stays out of line. @returns where the next change's terms begin */
export function gatherFour(
  out: usize, terms: usize, products: usize, before: usize, beforeStep: i32, outputs: i32, base: usize, alive: usize, mode: i32,
): usize {
  let m0 = spread(-Infinity), m1 = m0, m2 = m0, m3 = m0
  for (let o = 0; o < outputs; o++) {
    const count = load<i32>(terms)
    if (count >= 0) {
      let s0 = spread(0), s1 = s0, s2 = s0, s3 = s0
      if (mode != LINEAR) {
        const from = before + ((<usize>(load<i32>(terms, 4) * beforeStep)) << 2)
        s0 = load<Vector>(from)
        s1 = load<Vector>(from, STEP)
        s2 = load<Vector>(from, 2 * STEP)
        s3 = load<Vector>(from, 3 * STEP)
      }
      const end = terms + 8 + ((<usize>count) << 2)
      for (terms += 8; terms < end; terms += 4) {
        const product = products + load<u32>(terms)
        s0 = add(s0, load<Vector>(product))
        s1 = add(s1, load<Vector>(product, STEP))
        s2 = add(s2, load<Vector>(product, 2 * STEP))
        s3 = add(s3, load<Vector>(product, 3 * STEP))
      }
      m0 = larger(m0, s0)
      m1 = larger(m1, s1)
      m2 = larger(m2, s2)
      m3 = larger(m3, s3)
    } else {
      terms += 8
    }
  }
  if (mode == RECTIFY) {
    m0 = larger(spread(0), m0)
    m1 = larger(spread(0), m1)
    m2 = larger(spread(0), m2)
    m3 = larger(spread(0), m3)
  }
  if (mode == RECTIFY || mode == SUBTRACT) {
    m0 = subtract(m0, load<Vector>(base))
    m1 = subtract(m1, load<Vector>(base, STEP))
    m2 = subtract(m2, load<Vector>(base, 2 * STEP))
    m3 = subtract(m3, load<Vector>(base, 3 * STEP))
  }
  if (mode != RAW && anyBits(m0, m1, m2, m3)) store<i32>(alive, 1)
  store<Vector>(out, m0)
  store<Vector>(out, m1, STEP)
  store<Vector>(out, m2, 2 * STEP)
  store<Vector>(out, m3, 3 * STEP)
  return terms
}

function gatherOne(
  out: usize, terms: usize, products: usize, before: usize, beforeStep: i32, outputs: i32, base: usize, alive: usize, mode: i32,
): usize {
  let m = spread(-Infinity)
  for (let o = 0; o < outputs; o++) {
    const count = load<i32>(terms)
    if (count >= 0) {
      let s = spread(0)
      if (mode != LINEAR) s = load<Vector>(before + ((<usize>(load<i32>(terms, 4) * beforeStep)) << 2))
      const end = terms + 8 + ((<usize>count) << 2)
      for (terms += 8; terms < end; terms += 4) s = add(s, load<Vector>(products + load<u32>(terms)))
      m = larger(m, s)
    } else {
      terms += 8
    }
  }
  if (mode == RECTIFY) m = larger(spread(0), m)
  if (mode == RECTIFY || mode == SUBTRACT) m = subtract(m, load<Vector>(base))
  if (mode != RAW && anyBits(m, m, m, m)) store<i32>(alive, 1)
  store<Vector>(out, m)
  return terms
}
