import type { Sample } from '../sample.js'
import { quantile } from './quantile.js'

/**
 * Median: the middle value, or the mean of the two middle ones.
 *
 * @throws StatisticsError TOO_FEW_VALUES (n < 1), NOT_FINITE
 */
export function median(sample: Sample): number {
  return quantile(sample, 0.5)
}
