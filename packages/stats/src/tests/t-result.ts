import { logTwoSidedT, studentTDistribution } from '../distributions/student-t.js'
import { requireBetween } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import type { TestResult } from '../test-result.js'

/** A t test's result: its estimate and interval are always there. */
export interface TTestResult extends TestResult {
  readonly df: number
  readonly estimate: number
  readonly interval: readonly [number, number]
  /** Standard error of the estimate. */
  readonly standardError: number
}

export interface TTestOptions {
  /** Level of the interval, between 0 and 1; 0.95 unless told. */
  readonly confidence?: number | undefined
  /** The mean, or difference of means, under the null hypothesis; 0 unless told. */
  readonly nullValue?: number | undefined
}

/** What a t test is made of. */
export interface TTestParts {
  readonly name: string
  readonly estimate: number
  readonly standardError: number
  readonly df: number
  /** The largest of the means that went into the estimate: what rounding errors are measured against. */
  readonly magnitude: number
}

/** A spread smaller than this share of the means is rounding error, not variance (R's `t.test` uses the same). */
const ROUNDING = 10 * Number.EPSILON

/**
 * Statistic, two-sided p and interval from an estimate and its standard error.
 *
 * Without variance (a standard error no larger than rounding) there are two cases. An estimate that equals the null
 * value is no evidence at all: statistic 0, p 1, an interval of no width. Any other makes t infinite, which no sample
 * can support: ZERO_VARIANCE.
 *
 * @throws StatisticsError ZERO_VARIANCE, OUT_OF_RANGE
 */
export function tResult(parts: TTestParts, options: TTestOptions): TTestResult {
  const { name, estimate, standardError, df, magnitude } = parts
  const { confidence = 0.95, nullValue = 0 } = options
  requireBetween(confidence, 'confidence', 0, 1)
  if (standardError <= ROUNDING * magnitude) {
    if (Math.abs(estimate - nullValue) > ROUNDING * Math.max(magnitude, Math.abs(nullValue))) {
      const detail = `${name}: the values do not vary, yet differ from ${nullValue} by ${estimate - nullValue}`
      throw new StatisticsError('ZERO_VARIANCE', detail)
    }
    return { name, statistic: 0, df, p: 1, logP: 0, estimate, interval: [estimate, estimate], standardError }
  }
  const statistic = (estimate - nullValue) / standardError
  const logP = logTwoSidedT(statistic, df)
  const reach = studentTDistribution(df).upperQuantile((1 - confidence) / 2) * standardError
  const interval = [estimate - reach, estimate + reach] as const
  return { name, statistic, df, p: Math.exp(logP), logP, estimate, interval, standardError }
}
