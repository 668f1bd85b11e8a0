import { finishRows } from './elementwise'
import { FeatureMap, int, Patch, patchOf, row, Sliding } from './structures'
import { multiplyAdd, STEP, Vector } from '../vector/vector'

/** Outputs that are finished together, while they are in the nearest cache. */
const ROWS: i32 = 4

/**
 * A depthwise convolution's changes, finished.
 *
 * @param weights - float32 [taps, channels of `to`]
 * @param multiplier - outputs of each input channel
 * @param terms - uint32 [taps, 2], scratch
 * @param before - float32 [outputs, channels]: the uncovered image's values, to which changes are added; null if nothing follows
 * @param kind - which nonlinearity, with its settings a, b and c
 */
export function depthwiseChanges(
  from: FeatureMap, to: FeatureMap, weights: usize, by: Sliding, multiplier: i32, outputs: i32, terms: usize, before: usize,
  kind: i32, a: f32, b: f32, c: f32,
): void {
  const size = (<usize>to.channels) << 2
  for (let first = 0; first < to.changes; first += ROWS) {
    const rows = min(ROWS, to.changes - first)
    for (let change = first; change < first + rows; change++) {
      const cell = int(to.cells, change)
      const out = row(to.deltas, change, to.channels)
      if (before == 0) memory.fill(out, 0, size)
      else memory.copy(out, row(before, cell, to.channels), size)
      const patch = patchOf(from, int(to.owners, change))
      const end = listTaps(terms, from, patch, to.channels, weights, by, cell / to.width, cell % to.width)
      addTaps(out, terms, end, size, multiplier, outputs)
    }
    finishRows(to, first, rows, kind, a, b, c, before != 0)
  }
}

/** A depthwise convolution of the uncovered image's values, added to what `out` holds. @param terms - as above */
export function depthwiseBase(
  out: usize, from: FeatureMap, channels: i32, weights: usize, by: Sliding, multiplier: i32, outputs: i32, terms: usize,
): void {
  const size = (<usize>channels) << 2
  for (let y = 0; y < by.outHeight; y++) {
    for (let x = 0; x < by.outWidth; x++) {
      const end = listTaps(terms, from, changetype<Patch>(0), channels, weights, by, y, x)
      addTaps(out, terms, end, size, multiplier, outputs)
      out += size
    }
  }
}

/**
 * Lists the taps of one output cell whose inputs change, or, where the patch is null, of the base: where their values lie, and their
 * weights.
 *
 * @returns the end of the list
 */
function listTaps(
  terms: usize, from: FeatureMap, patch: Patch, channels: i32, weights: usize, by: Sliding, y: i32, x: i32,
): usize {
  const whole = changetype<usize>(patch) == 0
  const y0 = whole ? 0 : patch.y0, y1 = whole ? from.height : patch.y1
  const x0 = whole ? 0 : patch.x0, x1 = whole ? from.width : patch.x1
  const values = whole ? from.base : from.deltas
  for (let ky = 0; ky < by.height; ky++) {
    const iy = y * by.strideY - by.top + ky * by.dilationY
    if (iy < y0 || iy >= y1) continue
    for (let kx = 0; kx < by.width; kx++) {
      const ix = x * by.strideX - by.left + kx * by.dilationX
      if (ix < x0 || ix >= x1) continue
      const id = whole ? iy * from.width + ix : int(patch.ids, (iy - y0) * (x1 - x0) + ix - x0)
      if (id < 0) continue
      store<u32>(terms, <u32>row(values, id, from.channels))
      store<u32>(terms, <u32>row(weights, ky * by.width + kx, channels), 4)
      terms += 8
    }
  }
  return terms
}

/** out[c] += Σ over the taps listed of values[c / multiplier] · weights[c]: four vectors of channels at a time, in registers. */
function addTaps(out: usize, terms: usize, end: usize, size: usize, multiplier: i32, outputs: i32): void {
  if (multiplier > 1) {
    for (let term = terms; term < end; term += 8) {
      multiplyChannels(out, <usize>load<u32>(term), <usize>load<u32>(term, 4), multiplier, outputs)
    }
    return
  }
  let at: usize = 0
  for (; at + 4 * STEP <= size; at += 4 * STEP) {
    const to = out + at
    let s0 = load<Vector>(to), s1 = load<Vector>(to, STEP), s2 = load<Vector>(to, 2 * STEP), s3 = load<Vector>(to, 3 * STEP)
    for (let term = terms; term < end; term += 8) {
      const values = <usize>load<u32>(term) + at, weights = <usize>load<u32>(term, 4) + at
      s0 = multiplyAdd(s0, load<Vector>(values), load<Vector>(weights))
      s1 = multiplyAdd(s1, load<Vector>(values, STEP), load<Vector>(weights, STEP))
      s2 = multiplyAdd(s2, load<Vector>(values, 2 * STEP), load<Vector>(weights, 2 * STEP))
      s3 = multiplyAdd(s3, load<Vector>(values, 3 * STEP), load<Vector>(weights, 3 * STEP))
    }
    store<Vector>(to, s0)
    store<Vector>(to, s1, STEP)
    store<Vector>(to, s2, 2 * STEP)
    store<Vector>(to, s3, 3 * STEP)
  }
  for (; at < size; at += STEP) {
    let s = load<Vector>(out + at)
    for (let term = terms; term < end; term += 8) {
      s = multiplyAdd(s, load<Vector>(<usize>load<u32>(term) + at), load<Vector>(<usize>load<u32>(term, 4) + at))
    }
    store<Vector>(out + at, s)
  }
}

/** out[c] += values[c / multiplier] · weights[c]. */
// @ts-ignore: decorator
@inline
function multiplyChannels(out: usize, values: usize, weights: usize, multiplier: i32, outputs: i32): void {
  for (let c = 0; c < outputs; c++) {
    const at = (<usize>c) << 2
    const value = load<f32>(values + ((<usize>(c / multiplier)) << 2))
    store<f32>(out + at, load<f32>(out + at) + value * load<f32>(weights + at))
  }
}
