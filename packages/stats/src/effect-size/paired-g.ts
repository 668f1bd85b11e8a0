import { mean } from '../descriptive/mean.js'
import { pairedDifferences } from '../descriptive/paired-differences.js'
import { standardDeviation } from '../descriptive/standard-deviation.js'
import { requireBetween, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import type { EffectSizeOptions, EffectSizeWithInterval } from './effect-size-options.js'
import { hedgesCorrection } from './hedges-g.js'
import { noncentralityInterval } from './noncentrality-interval.js'

/** A deviation smaller than this share of the means is rounding error, not spread. */
const ROUNDING = 10 * Number.EPSILON

/**
 * Hedges' g of pairs: the mean of the differences a − b in their own standard deviations, freed of its bias in small samples.
 *
 * g = J·d with d = mean(a − b)/sd(a − b) (Cohen's d_z) and J as in {@link hedgesG} for m = n − 1. The interval is exact for normal
 * differences: the noncentralities δ whose t distribution holds the observed t = d·√n between its (1 ∓ confidence)/2 tails, times J/√n.
 *
 * Differences that do not vary give 0 with an interval of no width where they are zero, an error where they are not.
 *
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (n < 3), NOT_FINITE, ZERO_VARIANCE, OUT_OF_RANGE
 */
export function pairedG(a: Sample, b: Sample, options: EffectSizeOptions = {}): EffectSizeWithInterval {
  const differences = pairedDifferences(a, b, 3)
  const { confidence = 0.95 } = options
  requireBetween(confidence, 'confidence', 0, 1)
  const n = differences.length
  const difference = mean(differences)
  const deviation = standardDeviation(differences)
  const rounding = ROUNDING * Math.max(Math.abs(mean(a)), Math.abs(mean(b)))
  const name = 'Hedges g of pairs'
  if (deviation <= rounding) {
    if (Math.abs(difference) <= rounding) return { name, value: 0, interval: [0, 0] }
    throw new StatisticsError(
      'ZERO_VARIANCE',
      `${name}: the differences do not vary, yet their mean is ${difference}`,
    )
  }
  const scale = hedgesCorrection(n - 1) / Math.sqrt(n)
  const t = (difference / deviation) * Math.sqrt(n)
  const [low, high] = noncentralityInterval(t, n - 1, confidence)
  return { name, value: scale * t, interval: [scale * low, scale * high] }
}
