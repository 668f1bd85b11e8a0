import { StatisticsError } from '../statistics-error.js'

/**
 * Asserts that p is a probability, ends included.
 *
 * @throws StatisticsError OUT_OF_RANGE
 */
export function requireProbability(p: number): void {
  if (!(p >= 0 && p <= 1))
    throw new StatisticsError('OUT_OF_RANGE', `p is ${p}, expected a probability in 0 … 1`)
}
