import { requirePValues } from './require-p-values.js'

/**
 * Benjamini and Hochberg's step-up adjustment: p-values that, compared with q, keep the expected share of false
 * rejections among all rejections at q, for independent or positively dependent tests. The k-th smallest of m is
 * multiplied by m/k, then made monotone from the largest down (1995, Journal of the Royal Statistical Society B 57,
 * 289–300).
 *
 * @param p - [m] p-values in 0 … 1, in any order
 * @returns float64 [m] adjusted p-values, in the same order
 * @throws StatisticsError OUT_OF_RANGE
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const order = requirePValues(p)
  const adjusted = new Float64Array(p.length)
  let smallest = 1
  for (let k = p.length; k >= 1; k--) {
    const index = order[k - 1]!
    smallest = Math.min(smallest, (p.length / k) * p[index]!)
    adjusted[index] = smallest
  }
  return adjusted
}
