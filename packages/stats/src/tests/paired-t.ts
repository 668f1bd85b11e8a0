import { mean } from '../descriptive/mean.js'
import { pairedDifferences } from '../descriptive/paired-differences.js'
import { standardDeviation } from '../descriptive/standard-deviation.js'
import type { Sample } from '../sample.js'
import { type TTestOptions, type TTestResult, tResult } from './t-result.js'

/**
 * Paired t test: do two measurements of the same n subjects differ in mean? The one-sample t test of the differences
 * a − b, with n − 1 df.
 *
 * Differences that do not vary give statistic 0 and p 1 where they are zero, an error where they are not.
 *
 * @param a - first measurement of each subject
 * @param b - second measurement, same order and length
 * @returns estimate and interval are of the mean difference a − b
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (n < 2), NOT_FINITE, ZERO_VARIANCE, OUT_OF_RANGE
 */
export function pairedT(a: Sample, b: Sample, options: TTestOptions = {}): TTestResult {
  const differences = pairedDifferences(a, b, 2)
  const n = differences.length
  return tResult(
    {
      name: 'paired t',
      estimate: mean(differences),
      standardError: standardDeviation(differences) / Math.sqrt(n),
      df: n - 1,
      magnitude: Math.max(Math.abs(mean(a)), Math.abs(mean(b))),
    },
    options,
  )
}
