/**
 * In how many of the 2ⁿ assignments of signs to the ranks 1 … n the positive ranks sum to w: float64
 * [⌊n(n + 1)/4⌋ + 1] for w = 0, 1, …; the rest follows by symmetry. The coefficients of Π (1 + qⁱ).
 */
export function signedRankCounts(n: number): Float64Array {
  const length = Math.floor((n * (n + 1)) / 4) + 1
  const counts = new Float64Array(length)
  counts[0] = 1
  for (let i = 1; i <= n; i++) {
    for (let w = length - 1; w >= i; w--) counts[w]! += counts[w - i]!
  }
  return counts
}
