import type { Sample } from '../sample.js'
import { sumRows } from './sum-rows.js'

/**
 * Prepares Student's t at every pixel for any relabelling of two stacks of images.
 *
 * Pixels are first standardised over both stacks together (mean 0, sum of squares 1). The sum s of the smaller
 * group's values at a pixel then gives everything: with k = 1/n₁ + 1/n₂ the difference of means is s·k, the squares
 * between groups s²k, those within 1 − s²k, and t = s √(k (n₁ + n₂ − 2) / (1 − s²k)). One addition per pixel and image
 * is all that a relabelling costs.
 *
 * @param a - [nA, P]
 * @param b - [nB, P]
 * @returns given an order of the nA + nB images whose first min(nA, nB) entries form the smaller group, float64 [P] t of
 *   the first stack minus the second, in one buffer that the next call overwrites: 0 where a pixel never varies, no
 *   larger than √(n₁ + n₂ − 2)/2⁻²⁶ where it varies between the groups only
 */
export function pixelwiseT(a: Sample, b: Sample, pixels: number): (order: Int32Array) => Float64Array {
  const nA = a.length / pixels
  const nB = b.length / pixels
  const few = Math.min(nA, nB)
  // The smaller group first, so that the identity order is the labelling observed.
  const values = nA <= nB ? standardised(a, b, pixels) : standardised(b, a, pixels)
  const sign = nA <= nB ? 1 : -1
  const k = 1 / nA + 1 / nB
  const freedom = sign * Math.sqrt(k * (nA + nB - 2))
  const sums = new Float64Array(pixels)
  return (order) => {
    sumRows(values, order, few, sums)
    for (let p = 0; p < pixels; p++) {
      const s = sums[p]!
      sums[p] = (s * freedom) / Math.sqrt(Math.max(1 - s * s * k, Number.EPSILON))
    }
    return sums
  }
}

/** Both stacks, one after the other, each pixel with mean 0 and sum of squares 1, or 0 where it does not vary. */
function standardised(first: Sample, second: Sample, pixels: number): Float64Array {
  const values = new Float64Array(first.length + second.length)
  values.set(first)
  values.set(second, first.length)
  const n = values.length / pixels
  for (let p = 0; p < pixels; p++) {
    let [shift, squares, largest] = [0, 0, 0]
    const origin = values[p]!
    for (let i = p; i < values.length; i += pixels) shift += values[i]! - origin
    const center = origin + shift / n
    for (let i = p; i < values.length; i += pixels) {
      largest = Math.max(largest, Math.abs(values[i]!))
      values[i]! -= center
      squares += values[i]! ** 2
    }
    const varies = squares > n * (10 * Number.EPSILON * largest) ** 2
    const scale = varies ? 1 / Math.sqrt(squares) : 0
    for (let i = p; i < values.length; i += pixels) values[i]! *= scale
  }
  return values
}
