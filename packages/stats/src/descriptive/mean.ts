import { requireSample, type Sample } from '../sample.js'
import { sum } from './sum.js'

/**
 * Arithmetic mean.
 *
 * Taken about the first value with a compensated sum, so that a constant sample has exactly its value as mean and a
 * large common offset costs no digits.
 *
 * @throws StatisticsError TOO_FEW_VALUES (n < 1), NOT_FINITE
 */
export function mean(sample: Sample): number {
  requireSample(sample, 'sample', 1)
  const n = sample.length
  const first = sample[0]!
  const deviations = new Array<number>(n)
  for (let i = 0; i < n; i++) deviations[i] = sample[i]! - first
  return first + sum(deviations) / n
}
