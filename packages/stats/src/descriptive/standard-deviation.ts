import type { Sample } from '../sample.js'
import { variance } from './variance.js'

/**
 * Sample standard deviation, the root of the variance with denominator n − 1.
 *
 * @throws StatisticsError TOO_FEW_VALUES (n < 2), NOT_FINITE
 */
export function standardDeviation(sample: Sample): number {
  return Math.sqrt(variance(sample))
}
