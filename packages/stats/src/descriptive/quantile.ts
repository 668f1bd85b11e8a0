import { requireProbability } from '../distributions/require-probability.js'
import { requireSample, type Sample } from '../sample.js'

/**
 * Sample quantile by linear interpolation between order statistics: definition 7 of Hyndman and Fan (1996, The
 * American Statistician 50, 361–365), the default of R and NumPy.
 *
 * @param p - probability, 0 … 1
 * @throws StatisticsError TOO_FEW_VALUES (n < 1), NOT_FINITE, OUT_OF_RANGE
 */
export function quantile(sample: Sample, p: number): number {
  requireSample(sample, 'sample', 1)
  return quantileOfSorted(Float64Array.from(sample).sort(), p)
}

/** As {@link quantile}, of values already in rising order. @throws StatisticsError OUT_OF_RANGE */
export function quantileOfSorted(sorted: Sample, p: number): number {
  requireProbability(p)
  const position = p * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  const low = sorted[below]!
  return low + (position - below) * (sorted[above]! - low)
}
