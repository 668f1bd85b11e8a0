import { requireSample, type Sample } from '../sample.js'

/** Ranks of a sample and what its ties amount to. */
export interface Ranks {
  /** float64 [n], 1 … n, tied values sharing the mean of their ranks. */
  readonly ranks: Float64Array
  /** Σ(t³ − t) over groups of t tied values; 0 without ties. Corrects the variance of rank statistics. */
  readonly tieTerm: number
}

/**
 * Mid-ranks: 1 for the smallest value, tied values sharing the mean of the ranks they occupy.
 *
 * @throws StatisticsError NOT_FINITE
 */
export function ranks(sample: Sample): Ranks {
  requireSample(sample, 'sample', 0)
  const n = sample.length
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((i, j) => sample[i]! - sample[j]!)
  const result = new Float64Array(n)
  let tieTerm = 0
  for (let start = 0; start < n; ) {
    let end = start + 1
    while (end < n && sample[order[end]!] === sample[order[start]!]) end++
    const shared = (start + 1 + end) / 2
    for (let i = start; i < end; i++) result[order[i]!] = shared
    const tied = end - start
    tieTerm += tied ** 3 - tied
    start = end
  }
  return { ranks: result, tieTerm }
}
