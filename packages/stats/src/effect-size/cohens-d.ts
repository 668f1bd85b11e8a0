import { mean } from '../descriptive/mean.js'
import { meanDifference } from '../descriptive/mean-difference.js'
import { variance } from '../descriptive/variance.js'
import { requireBetween, requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import type { EffectSizeOptions, EffectSizeWithInterval } from './effect-size-options.js'
import { noncentralityInterval } from './noncentrality-interval.js'

/** A pooled deviation smaller than this share of the means is rounding error, not spread. */
const ROUNDING = 10 * Number.EPSILON

/**
 * Cohen's d: the difference of means in pooled standard deviations, (ā − b̄)/s. {@link hedgesG} is the same without
 * its bias. The interval is exact for normal populations of equal variance: the noncentralities δ whose t distribution
 * holds the observed t between its (1 ∓ confidence)/2 tails, times √(1/n₁ + 1/n₂) (Steiger and Fouladi, 1997).
 *
 * Samples that do not vary give 0 with an interval of no width where they are equal, an error where they are not.
 *
 * @throws StatisticsError TOO_FEW_VALUES (either n < 2), NOT_FINITE, ZERO_VARIANCE, OUT_OF_RANGE
 */
export function cohensD(a: Sample, b: Sample, options: EffectSizeOptions = {}): EffectSizeWithInterval {
  requireSample(a, 'a', 2)
  requireSample(b, 'b', 2)
  const { confidence = 0.95 } = options
  requireBetween(confidence, 'confidence', 0, 1)
  const df = a.length + b.length - 2
  const deviation = Math.sqrt(((a.length - 1) * variance(a) + (b.length - 1) * variance(b)) / df)
  const difference = meanDifference(a, b)
  const rounding = ROUNDING * Math.max(Math.abs(mean(a)), Math.abs(mean(b)))
  if (deviation <= rounding) {
    if (Math.abs(difference) <= rounding) return { name: 'Cohen d', value: 0, interval: [0, 0] }
    const detail = `Cohen d: the values do not vary, yet the means differ by ${difference}`
    throw new StatisticsError('ZERO_VARIANCE', detail)
  }
  const perNoncentrality = Math.sqrt(1 / a.length + 1 / b.length)
  const value = difference / deviation
  const [low, high] = noncentralityInterval(value / perNoncentrality, df, confidence)
  return { name: 'Cohen d', value, interval: [low * perNoncentrality, high * perNoncentrality] }
}
