import { FeatureMap } from './structures'
import { add, larger, spread, STEP, Vector, WIDTH } from './vector'

/**
 * Adds up the terms of every change of a map, and takes the largest over the outputs under its pooling window. What is left in
 * `deltas` is a new value before its nonlinearity, or, with `linear`, the change itself.
 *
 * @param terms - as `listTerms` or `listAllTerms` leave them
 * @param products - float32, what the terms point into
 * @param before - float32 [outputs, channels]: the uncovered image's values before the nonlinearity
 * @param beforeStep - floats from one output's row of `before` to the next's; 0 if all share one, such as the bias
 * @param outputs - convolution outputs under one pooling window; 1 without pooling
 * @param offset - first channel of the slice
 * @param filters - channels in the slice
 * @param linear - whether changes add to zero instead of to `before`; only without pooling
 */
export function gather(
  to: FeatureMap, terms: usize, products: usize, before: usize, beforeStep: i32, outputs: i32, offset: i32, filters: i32, linear: bool,
): void {
  const channels = to.channels
  let out = to.deltas + ((<usize>offset) << 2)
  before += (<usize>offset) << 2
  for (let change = 0; change < to.changes; change++) {
    let c = 0
    let next = terms
    for (; c + 4 * WIDTH <= filters; c += 4 * WIDTH) {
      const at = (<usize>c) << 2
      next = gatherFour(out + at, terms, products + at, before + at, beforeStep, outputs, linear)
    }
    for (; c < filters; c += WIDTH) {
      const at = (<usize>c) << 2
      next = gatherOne(out + at, terms, products + at, before + at, beforeStep, outputs, linear)
    }
    terms = next
    out += (<usize>channels) << 2
  }
}

/** Four vectors of channels of one change. @returns where the next change's terms begin */
function gatherFour(
  out: usize, terms: usize, products: usize, before: usize, beforeStep: i32, outputs: i32, linear: bool,
): usize {
  let m0 = spread(-Infinity), m1 = m0, m2 = m0, m3 = m0
  for (let o = 0; o < outputs; o++) {
    const count = load<i32>(terms)
    if (count >= 0) {
      let s0 = spread(0), s1 = s0, s2 = s0, s3 = s0
      if (!linear) {
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
  store<Vector>(out, m0)
  store<Vector>(out, m1, STEP)
  store<Vector>(out, m2, 2 * STEP)
  store<Vector>(out, m3, 3 * STEP)
  return terms
}

function gatherOne(
  out: usize, terms: usize, products: usize, before: usize, beforeStep: i32, outputs: i32, linear: bool,
): usize {
  let m = spread(-Infinity)
  for (let o = 0; o < outputs; o++) {
    const count = load<i32>(terms)
    if (count >= 0) {
      let s = spread(0)
      if (!linear) s = load<Vector>(before + ((<usize>(load<i32>(terms, 4) * beforeStep)) << 2))
      const end = terms + 8 + ((<usize>count) << 2)
      for (terms += 8; terms < end; terms += 4) s = add(s, load<Vector>(products + load<u32>(terms)))
      m = larger(m, s)
    } else {
      terms += 8
    }
  }
  store<Vector>(out, m)
  return terms
}
