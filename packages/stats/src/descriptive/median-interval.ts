import { logBinomial } from '../distributions/log-binomial.js'
import { requireBetween, requireSample, type Sample } from '../sample.js'
import { quantileOfSorted } from './quantile.js'

export interface MedianInterval {
  readonly median: number
  /** Two order statistics; the smallest and the largest value where no narrower pair reaches the confidence. */
  readonly interval: readonly [number, number]
  /** Chance that the interval holds the population's median: at least the confidence asked for, if n allows it. */
  readonly coverage: number
}

/**
 * Median with its distribution-free interval: the k-th smallest and k-th largest values, with the largest k whose coverage
 * 1 − 2·P(B < k), B binomial (n, ½), is at least the confidence (Conover, 1999, Practical Nonparametric Statistics, 3.2).
 * It supposes independent values of one continuous distribution and nothing of its shape. 95% needs six values.
 *
 * @param confidence - between 0 and 1; 0.95 unless told
 * @throws StatisticsError TOO_FEW_VALUES (n < 1), NOT_FINITE, OUT_OF_RANGE
 */
export function medianInterval(sample: Sample, confidence = 0.95): MedianInterval {
  requireSample(sample, 'sample', 1)
  requireBetween(confidence, 'confidence', 0, 1)
  const sorted = Float64Array.from(sample).sort()
  const n = sorted.length
  const atMost = (k: number) => Math.exp(logBinomial(n, k) - n * Math.LN2)
  let [k, tail] = [1, atMost(0)]
  while (k < n / 2 && 1 - 2 * (tail + atMost(k)) >= confidence) tail += atMost(k++)
  return {
    median: quantileOfSorted(sorted, 0.5),
    interval: [sorted[k - 1]!, sorted[n - k]!],
    coverage: Math.max(0, 1 - 2 * tail),
  }
}
