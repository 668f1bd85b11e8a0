import { requirePValues } from './require-p-values.js'

/**
 * Holm's step-down adjustment: p-values that, compared with α, keep the chance of any false rejection at α under any
 * dependence. The k-th smallest of m is multiplied by m − k + 1, then made monotone (Holm, 1979, Scandinavian Journal
 * of Statistics 6, 65–70).
 *
 * @param p - [m] p-values in 0 … 1, in any order
 * @returns float64 [m] adjusted p-values, in the same order
 * @throws StatisticsError OUT_OF_RANGE
 */
export function holm(p: ArrayLike<number>): Float64Array {
  const order = requirePValues(p)
  const adjusted = new Float64Array(p.length)
  let largest = 0
  order.forEach((index, k) => {
    largest = Math.max(largest, Math.min(1, (p.length - k) * p[index]!))
    adjusted[index] = largest
  })
  return adjusted
}
