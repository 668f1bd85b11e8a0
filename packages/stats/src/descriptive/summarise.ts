import { requireSample, type Sample } from '../sample.js'
import { mean } from './mean.js'
import { quantileOfSorted } from './quantile.js'
import { standardDeviation } from './standard-deviation.js'

/** The figures a sample is described by, in its own unit. */
export interface Summary {
  readonly n: number
  readonly mean: number
  /** Sample standard deviation (n − 1); 0 for a single value. */
  readonly sd: number
  /** Standard error of the mean, sd / √n; 0 for a single value. */
  readonly standardError: number
  readonly min: number
  readonly lowerQuartile: number
  readonly median: number
  readonly upperQuartile: number
  readonly max: number
}

/**
 * Describes a sample: size, mean, spread and quartiles (definition 7 of Hyndman and Fan).
 *
 * @throws StatisticsError TOO_FEW_VALUES (n < 1), NOT_FINITE
 */
export function summarise(sample: Sample): Summary {
  requireSample(sample, 'sample', 1)
  const n = sample.length
  const sorted = Float64Array.from(sample).sort()
  const sd = n > 1 ? standardDeviation(sample) : 0
  return {
    n,
    mean: mean(sample),
    sd,
    standardError: sd / Math.sqrt(n),
    min: sorted[0]!,
    lowerQuartile: quantileOfSorted(sorted, 0.25),
    median: quantileOfSorted(sorted, 0.5),
    upperQuartile: quantileOfSorted(sorted, 0.75),
    max: sorted[n - 1]!,
  }
}
