import type { Softmax } from '../../network/operations/softmax.js'
import type { Differentiation } from '../differentiation.js'
import { dot, slopesByRow } from './rows.js'

/** Of both kinds, from what they gave: p·(g − Σ g·p), and g − p·Σ g of the logarithm, where p is e to it. */
export const softmax: Differentiation<Softmax> = {
  backward: ({ layer: { kind }, output, shape }, slope) => [
    slopesByRow(output, slope, shape, (row, slopes) => {
      if (kind === 'softmax') {
        const mean = dot(row, slopes)
        return slopes.map((g, i) => row[i]! * (g - mean))
      }
      const sum = slopes.reduce((total, g) => total + g, 0)
      return slopes.map((g, i) => g - Math.exp(row[i]!) * sum)
    }),
  ],
}
