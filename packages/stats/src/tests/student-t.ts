import { mean } from '../descriptive/mean.js'
import { meanDifference } from '../descriptive/mean-difference.js'
import { variance } from '../descriptive/variance.js'
import { requireSample, type Sample } from '../sample.js'
import { type TTestOptions, type TTestResult, tResult } from './t-result.js'

/**
 * Student's two-sample t test, which takes both populations to have the same variance: pooled variance s²,
 * t = (ā − b̄) / (s √(1/n₁ + 1/n₂)), n₁ + n₂ − 2 df. Prefer {@link welchT} unless equal variances are known.
 *
 * Samples that do not vary give statistic 0 and p 1 where they are equal, an error where they are not.
 *
 * @returns estimate and interval are of the difference of means, a − b
 * @throws StatisticsError TOO_FEW_VALUES (either n < 2), NOT_FINITE, ZERO_VARIANCE, OUT_OF_RANGE
 */
export function studentT(a: Sample, b: Sample, options: TTestOptions = {}): TTestResult {
  requireSample(a, 'a', 2)
  requireSample(b, 'b', 2)
  const df = a.length + b.length - 2
  const pooled = ((a.length - 1) * variance(a) + (b.length - 1) * variance(b)) / df
  return tResult(
    {
      name: 'Student t',
      estimate: meanDifference(a, b),
      standardError: Math.sqrt(pooled * (1 / a.length + 1 / b.length)),
      df,
      magnitude: Math.max(Math.abs(mean(a)), Math.abs(mean(b))),
    },
    options,
  )
}
