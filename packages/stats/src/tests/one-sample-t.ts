import { mean } from '../descriptive/mean.js'
import { standardDeviation } from '../descriptive/standard-deviation.js'
import { requireSample, type Sample } from '../sample.js'
import { type TTestOptions, type TTestResult, tResult } from './t-result.js'

/**
 * One-sample t test: is the mean different from `nullValue`? t = (x̄ − μ₀) / (s/√n), n − 1 df (Student, 1908).
 *
 * A sample that does not vary gives statistic 0 and p 1 where it equals the null value, an error where it does not.
 *
 * @returns estimate and interval are of the mean
 * @throws StatisticsError TOO_FEW_VALUES (n < 2), NOT_FINITE, ZERO_VARIANCE, OUT_OF_RANGE
 */
export function oneSampleT(sample: Sample, options: TTestOptions = {}): TTestResult {
  requireSample(sample, 'sample', 2)
  const estimate = mean(sample)
  const n = sample.length
  return tResult(
    {
      name: 'one-sample t',
      estimate,
      standardError: standardDeviation(sample) / Math.sqrt(n),
      df: n - 1,
      magnitude: Math.abs(estimate),
    },
    options,
  )
}
