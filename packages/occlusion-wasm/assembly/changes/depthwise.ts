import { FeatureMap, int, Patch, patchOf, row, Sliding } from './structures'
import { multiplyAdd, STEP, Vector } from '../vector/vector'

/**
 * A depthwise convolution's changes, to which `before`, the uncovered image's values, are added if it is not null.
 *
 * @param weights - float32 [taps, channels of `to`]
 * @param multiplier - outputs of each input channel
 */
export function depthwiseChanges(
  from: FeatureMap, to: FeatureMap, weights: usize, by: Sliding, multiplier: i32, outputs: i32, before: usize,
): void {
  for (let change = 0; change < to.changes; change++) {
    const cell = int(to.cells, change)
    const out = row(to.deltas, change, to.channels)
    const size = (<usize>to.channels) << 2
    if (before == 0) memory.fill(out, 0, size)
    else memory.copy(out, row(before, cell, to.channels), size)
    const patch = patchOf(from, int(to.owners, change))
    slideOver(out, from, patch, to.channels, weights, by, multiplier, outputs, cell / to.width, cell % to.width)
  }
}

/** A depthwise convolution of the uncovered image's values, added to what `out` holds. */
export function depthwiseBase(
  out: usize, from: FeatureMap, channels: i32, weights: usize, by: Sliding, multiplier: i32, outputs: i32,
): void {
  for (let y = 0; y < by.outHeight; y++) {
    for (let x = 0; x < by.outWidth; x++) {
      slideOver(out, from, changetype<Patch>(0), channels, weights, by, multiplier, outputs, y, x)
      out += (<usize>channels) << 2
    }
  }
}

/** One output cell: Σ over taps of the changes of a patch, or of the base where the patch is null. */
function slideOver(
  out: usize, from: FeatureMap, patch: Patch, channels: i32, weights: usize, by: Sliding, multiplier: i32, outputs: i32,
  y: i32, x: i32,
): void {
  const whole = changetype<usize>(patch) == 0
  const y0 = whole ? 0 : patch.y0, y1 = whole ? from.height : patch.y1
  const x0 = whole ? 0 : patch.x0, x1 = whole ? from.width : patch.x1
  for (let ky = 0; ky < by.height; ky++) {
    const iy = y * by.strideY - by.top + ky * by.dilationY
    if (iy < y0 || iy >= y1) continue
    for (let kx = 0; kx < by.width; kx++) {
      const ix = x * by.strideX - by.left + kx * by.dilationX
      if (ix < x0 || ix >= x1) continue
      const id = whole ? iy * from.width + ix : int(patch.ids, (iy - y0) * (x1 - x0) + ix - x0)
      if (id < 0) continue
      const values = row(whole ? from.base : from.deltas, id, from.channels)
      multiplyChannels(out, values, row(weights, ky * by.width + kx, channels), multiplier, outputs)
    }
  }
}

/** out[c] += values[c / multiplier] · weights[c]. */
// @ts-ignore: decorator
@inline
function multiplyChannels(out: usize, values: usize, weights: usize, multiplier: i32, outputs: i32): void {
  const size = (<usize>outputs) << 2
  if (multiplier == 1) {
    for (let i: usize = 0; i < size; i += STEP) {
      store<Vector>(out + i, multiplyAdd(load<Vector>(out + i), load<Vector>(values + i), load<Vector>(weights + i)))
    }
    return
  }
  for (let c = 0; c < outputs; c++) {
    const at = (<usize>c) << 2
    const value = load<f32>(values + ((<usize>(c / multiplier)) << 2))
    store<f32>(out + at, load<f32>(out + at) + value * load<f32>(weights + at))
  }
}
