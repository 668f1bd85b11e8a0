import type { Fill } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import { imputeLinearly } from './impute-linearly.js'

/**
 * What covered pixels become where that hangs on the set: the mean of each channel over it, or in-painting from around it.
 *
 * @param covered - uint8 [M, H, W]
 * @returns float32 [M, H, W, C]
 * @throws InputError BASELINE_SETS: a soft window is one of a rectangle
 */
export function valuesOfSets(
  fill: Fill,
  image: Float32Array,
  covered: Uint8Array,
  shape: readonly [number, number, number],
): Float32Array {
  const pixels = shape[0] * shape[1]
  const values = new Float32Array((covered.length / pixels) * image.length)
  for (let p = 0; p * pixels < covered.length; p++) {
    const set = covered.subarray(p * pixels, (p + 1) * pixels)
    values.set(valuesOf(fill, image, set, shape), p * image.length)
  }
  return values
}

function valuesOf(
  { kind }: Fill,
  image: Float32Array,
  set: Uint8Array,
  shape: readonly [number, number, number],
): Float32Array {
  if (kind === 'patch-mean') return meanOver(image, set, shape[2])
  if (kind !== 'inpaint') {
    throw new InputError(
      'BASELINE_SETS',
      `baseline ${kind} covers windows alone, not sets of pixels: expected another baseline`,
    )
  }
  return imputeLinearly(image, set, shape)
}

function meanOver(image: Float32Array, set: Uint8Array, channels: number): Float32Array {
  const sums = new Float64Array(channels)
  let size = 0
  for (const [pixel, covered] of set.entries()) {
    if (covered === 0) continue
    size++
    for (let c = 0; c < channels; c++) sums[c]! += image[pixel * channels + c]!
  }
  return Float32Array.from(image, (_, i) => sums[i % channels]! / Math.max(1, size))
}
