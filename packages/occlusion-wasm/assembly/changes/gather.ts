import { FeatureMap, int, row, setInt } from './structures'
import { add, anyBits, larger, spread, STEP, subtract, Vector } from '../vector/vector'

/** What becomes of the sums. Numbered as in src/engine/changes/gathering.ts. */
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
  const first = (<usize>offset) << 2, end = first + ((<usize>filters) << 2)
  products -= first
  let at = first
  for (; at + 4 * STEP <= end; at += 4 * STEP) {
    gatherFour(to, terms, products + at, before + at, beforeStep, outputs, at, mode)
  }
  for (; at < end; at += STEP) gatherOne(to, terms, products + at, before + at, beforeStep, outputs, at, mode)
}

/** Four vectors of channels of every change. Exported so that it stays out of line, with registers of its own. */
export function gatherFour(
  to: FeatureMap, terms: usize, products: usize, before: usize, beforeStep: i32, outputs: i32, at: usize, mode: i32,
): void {
  const size = (<usize>to.channels) << 2
  let out = to.deltas + at
  for (let change = 0; change < to.changes; change++) {
    let m0 = spread(-Infinity), m1 = m0, m2 = m0, m3 = m0
    for (let o = 0; o < outputs; o++) {
      const count = load<i32>(terms)
      const from = before + ((<usize>(load<i32>(terms, 4) * beforeStep)) << 2)
      terms += 8
      if (count < 0) continue
      let s0 = spread(0), s1 = s0, s2 = s0, s3 = s0
      if (mode != LINEAR) {
        s0 = load<Vector>(from)
        s1 = load<Vector>(from, STEP)
        s2 = load<Vector>(from, 2 * STEP)
        s3 = load<Vector>(from, 3 * STEP)
      }
      for (const end = terms + ((<usize>count) << 2); terms < end; terms += 4) {
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
    }
    if (mode == RECTIFY) {
      m0 = larger(spread(0), m0)
      m1 = larger(spread(0), m1)
      m2 = larger(spread(0), m2)
      m3 = larger(spread(0), m3)
    }
    if (mode == RECTIFY || mode == SUBTRACT) {
      const base = to.base + <usize>int(to.cells, change) * size + at
      m0 = subtract(m0, load<Vector>(base))
      m1 = subtract(m1, load<Vector>(base, STEP))
      m2 = subtract(m2, load<Vector>(base, 2 * STEP))
      m3 = subtract(m3, load<Vector>(base, 3 * STEP))
    }
    if (mode != RAW) markAlive(to, change, at, anyBits(m0, m1, m2, m3))
    store<Vector>(out, m0)
    store<Vector>(out, m1, STEP)
    store<Vector>(out, m2, 2 * STEP)
    store<Vector>(out, m3, 3 * STEP)
    out += size
  }
}

function gatherOne(
  to: FeatureMap, terms: usize, products: usize, before: usize, beforeStep: i32, outputs: i32, at: usize, mode: i32,
): void {
  for (let change = 0; change < to.changes; change++) {
    let m = spread(-Infinity)
    for (let o = 0; o < outputs; o++) {
      const count = load<i32>(terms)
      const from = before + ((<usize>(load<i32>(terms, 4) * beforeStep)) << 2)
      terms += 8
      if (count < 0) continue
      let s = mode == LINEAR ? spread(0) : load<Vector>(from)
      for (const end = terms + ((<usize>count) << 2); terms < end; terms += 4) s = add(s, load<Vector>(products + load<u32>(terms)))
      m = larger(m, s)
    }
    if (mode == RECTIFY) m = larger(spread(0), m)
    if (mode == RECTIFY || mode == SUBTRACT) m = subtract(m, load<Vector>(row(to.base, int(to.cells, change), to.channels) + at))
    if (mode != RAW) markAlive(to, change, at, anyBits(m, m, m, m))
    store<Vector>(row(to.deltas, change, to.channels) + at, m)
  }
}

/** Notes whether any channel of a change so far is not zero; channels come in order. */
// @ts-ignore: decorator
@inline
function markAlive(to: FeatureMap, change: i32, at: usize, any: bool): void {
  const before = at == 0 ? 0 : int(to.alive, change)
  setInt(to.alive, change, before | (any ? 1 : 0))
}
