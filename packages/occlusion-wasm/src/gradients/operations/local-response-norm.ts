import type { LocalResponseNorm } from '../../network/operations/local-response-norm.js'
import type { Differentiation } from '../differentiation.js'
import { slopesByRow } from './rows.js'

/** With d = bias + alpha·Σx² around each x: g·d^−β − 2αβ·x·Σ g·x·d^(−β−1), the sum over those whose surroundings hold x. */
export const localResponseNorm: Differentiation<LocalResponseNorm> = {
  backward: ({ layer: { radius, alpha, beta, bias }, inputs: [x], shapes: [shape] }, slope) => {
    const [before, after] = radius
    const sum = (values: Float64Array, from: number, to: number) =>
      values.subarray(Math.max(0, from), to + 1).reduce((total, value) => total + value, 0)
    return [
      slopesByRow(x!, slope, shape!, (row, slopes) => {
        const squares = row.map((value) => value * value)
        const divisors = row.map((_, c) => bias + alpha * sum(squares, c - before, c + after))
        const shares = row.map((value, c) => slopes[c]! * value * divisors[c]! ** (-beta - 1))
        return row.map(
          (value, c) =>
            slopes[c]! * divisors[c]! ** -beta -
            2 * alpha * beta * value * sum(shares, c - after, c + before),
        )
      }),
    ]
  },
}
