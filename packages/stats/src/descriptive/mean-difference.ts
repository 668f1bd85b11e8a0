import type { Sample } from '../sample.js'
import { mean } from './mean.js'

/**
 * mean(a) − mean(b), taken about a common origin so that an offset both share costs no digits.
 *
 * @throws StatisticsError TOO_FEW_VALUES (either empty), NOT_FINITE
 */
export function meanDifference(a: Sample, b: Sample): number {
  const origin = mean(b)
  return mean(shifted(a, origin)) - mean(shifted(b, origin))
}

function shifted(sample: Sample, origin: number): Float64Array {
  const values = new Float64Array(sample.length)
  for (let i = 0; i < values.length; i++) values[i] = sample[i]! - origin
  return values
}
