import type { L2Normalize } from '../../network/operations/l2-normalize.js'
import type { Differentiation } from '../differentiation.js'
import { dot, slopesByRow } from './rows.js'

/** (g − n·(g · n))/|x| with n = x/|x|; where ε holds the norm up, which then hangs on no x, g/√ε. */
export const l2Normalize: Differentiation<L2Normalize> = {
  backward: ({ layer: { epsilon }, inputs: [x], shapes: [shape] }, slope) => [
    slopesByRow(x!, slope, shape!, (row, slopes) => {
      const squares = dot(row, row)
      if (squares < epsilon) return slopes.map((g) => g / Math.sqrt(epsilon))
      const along = dot(row, slopes) / squares
      return slopes.map((g, i) => (g - row[i]! * along) / Math.sqrt(squares))
    }),
  ],
}
