import type { Dense } from '../../network/operations/dense.js'
import type { Differentiation } from '../differentiation.js'

/** Along memory, a row of the matrix after the other: nothing is read twice. Of what a ReLU left at 0, no row is read. */
export const dense: Differentiation<Dense> = {
  forward({ layer: { kernel, bias }, inputs: [values] }) {
    const units = bias.length
    const sums = new Float64Array(bias)
    for (let i = 0; i < values!.length; i++) {
      const value = values![i]!
      if (value === 0) continue
      for (let o = 0, at = i * units; o < units; o++, at++) sums[o]! += value * kernel[at]!
    }
    return new Float32Array(sums)
  },
  backward({ layer: { kernel, bias }, inputs: [values] }, slope) {
    const units = bias.length
    const slopes = new Float32Array(values!.length)
    for (let i = 0; i < slopes.length; i++) {
      // Two sums at once do not wait for each other.
      let [even, odd] = [0, 0]
      const at = i * units
      for (let o = 0; o + 1 < units; o += 2) {
        even += slope[o]! * kernel[at + o]!
        odd += slope[o + 1]! * kernel[at + o + 1]!
      }
      if (units % 2 === 1) even += slope[units - 1]! * kernel[at + units - 1]!
      slopes[i] = even + odd
    }
    return [slopes]
  },
}
