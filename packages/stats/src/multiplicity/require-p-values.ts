import { StatisticsError } from '../statistics-error.js'

/**
 * Asserts that all are probabilities, and returns their indices from the smallest to the largest.
 *
 * @throws StatisticsError OUT_OF_RANGE
 */
export function requirePValues(p: ArrayLike<number>): Uint32Array {
  for (let i = 0; i < p.length; i++) {
    if (!(p[i]! >= 0 && p[i]! <= 1)) {
      throw new StatisticsError('OUT_OF_RANGE', `p[${i}] is ${p[i]}, expected a probability in 0 … 1`)
    }
  }
  return Uint32Array.from({ length: p.length }, (_, i) => i).sort((i, j) => p[i]! - p[j]!)
}
