import { studentTDistribution } from '../distributions/student-t.js'
import { requireBetween, requireSample, type Sample } from '../sample.js'
import { mean } from './mean.js'
import { standardDeviation } from './standard-deviation.js'

/** A mean, its spread, and the interval it is known to. */
export interface MeanInterval {
  readonly n: number
  readonly mean: number
  readonly sd: number
  /** sd / √n */
  readonly standardError: number
  readonly interval: readonly [number, number]
}

/**
 * Mean with its t interval, x̄ ± t·s/√n on n − 1 df. Unlike a test it has an answer for a sample that does not vary: an
 * interval of no width.
 *
 * @param options.confidence - level of the interval, between 0 and 1; 0.95 unless told
 * @throws StatisticsError TOO_FEW_VALUES (n < 2), NOT_FINITE, OUT_OF_RANGE
 */
export function meanInterval(
  sample: Sample,
  options: { readonly confidence?: number | undefined } = {},
): MeanInterval {
  requireSample(sample, 'sample', 2)
  const { confidence = 0.95 } = options
  requireBetween(confidence, 'confidence', 0, 1)
  const n = sample.length
  const center = mean(sample)
  const sd = standardDeviation(sample)
  const standardError = sd / Math.sqrt(n)
  const reach = studentTDistribution(n - 1).upperQuantile((1 - confidence) / 2) * standardError
  return { n, mean: center, sd, standardError, interval: [center - reach, center + reach] }
}
