import type { Sample } from '../sample.js'
import { mean } from './mean.js'

/**
 * mean(a) − mean(b), taken about a common origin so that an offset both share costs no digits.
 *
 * @throws StatisticsError TOO_FEW_VALUES (either empty), NOT_FINITE
 */
export function meanDifference(a: Sample, b: Sample): number {
  const origin = mean(b)
  const fromOrigin = (sample: Sample): Float64Array => Float64Array.from(sample, (value) => value - origin)
  return mean(fromOrigin(a)) - mean(fromOrigin(b))
}
