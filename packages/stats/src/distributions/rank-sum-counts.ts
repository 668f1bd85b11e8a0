/**
 * In how many of the C(n₁ + n₂, n₁) orderings of two samples without ties the Mann–Whitney statistic is u: float64
 * [⌊n₁n₂/2⌋ + 1] for u = 0, 1, …; the rest follows by symmetry.
 *
 * They are the coefficients of the Gaussian binomial Π (1 − q^(n₂+i)) / (1 − q^i), i = 1 … n₁, multiplied out one
 * factor at a time. A coefficient depends on lower ones only, so small counts are exact and large ones good to a few
 * units in the last place.
 */
export function rankSumCounts(nA: number, nB: number): Float64Array {
  const length = Math.floor((nA * nB) / 2) + 1
  const counts = new Float64Array(length)
  counts[0] = 1
  for (let i = 1; i <= nA; i++) {
    for (let u = length - 1; u >= nB + i; u--) counts[u]! -= counts[u - nB - i]!
    for (let u = i; u < length; u++) counts[u]! += counts[u - i]!
  }
  return counts
}
