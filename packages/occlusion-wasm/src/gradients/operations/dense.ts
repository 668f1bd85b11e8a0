import type { Dense } from '../../network/operations/dense.js'
import type { Differentiation } from '../differentiation.js'

/** Along memory, a row of the matrix after the other: nothing is read twice. */
export const dense: Differentiation<Dense> = {
  forward({ layer: { kernel, bias }, inputs: [values] }) {
    const units = bias.length
    const sums = Float64Array.from(bias)
    values!.forEach((value, i) => {
      for (let o = 0, at = i * units; o < units; o++, at++) sums[o]! += value * kernel[at]!
    })
    return Float32Array.from(sums)
  },
  backward({ layer: { kernel, bias }, inputs: [values] }, slope) {
    const units = bias.length
    return [
      values!.map((_, i) => {
        let sum = 0
        for (let o = 0, at = i * units; o < units; o++, at++) sum += slope[o]! * kernel[at]!
        return sum
      }),
    ]
  },
}
