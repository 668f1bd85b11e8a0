import { logGamma } from './log-gamma.js'

/** log of the binomial coefficient C(n, k), 0 ≤ k ≤ n. */
export function logBinomial(n: number, k: number): number {
  const few = Math.min(k, n - k)
  if (few === 0) return 0
  if (few > 30) return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
  let log = 0
  for (let i = 1; i <= few; i++) log += Math.log((n - few + i) / i)
  return log
}
