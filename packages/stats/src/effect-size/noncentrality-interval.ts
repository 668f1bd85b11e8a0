import { logNoncentralT } from '../distributions/noncentral-t.js'
import { standardNormal } from '../distributions/normal.js'
import { StatisticsError } from '../statistics-error.js'

const MOST_STEPS = 100

/**
 * Confidence interval of the noncentrality behind an observed t statistic: the δ at which t is the upper, and the δ at
 * which it is the lower, (1 − confidence)/2 quantile of the noncentral t distribution.
 *
 * @param t - observed statistic, finite
 * @param df - degrees of freedom, > 0
 * @param confidence - between 0 and 1
 * @throws StatisticsError NO_CONVERGENCE
 */
export function noncentralityInterval(t: number, df: number, confidence: number): [number, number] {
  const tail = (1 - confidence) / 2
  const high = solve(t, df, tail)
  return [-solve(-t, df, tail), high]
}

/** The δ with P(T ≤ t; δ) = tail. In terms of z = Φ⁻¹(P) the equation is all but a straight line: secant steps. */
function solve(t: number, df: number, tail: number): number {
  const target = standardNormal.quantile(tail)
  const z = (delta: number): number =>
    standardNormal.lowerQuantileOfLog(logNoncentralT(t, df, delta)) - target
  let previous = t
  let gap = z(previous)
  // Normal approximation of t about δ: variance 1 + δ²/(2 df).
  let delta = t - target * Math.sqrt(1 + (t * t) / (2 * df))
  for (let step = 0; step < MOST_STEPS; step++) {
    const nextGap = z(delta)
    if (nextGap === 0) return delta
    const slope = (nextGap - gap) / (delta - previous)
    previous = delta
    gap = nextGap
    delta -= nextGap / slope
    if (Math.abs(delta - previous) <= 1e-13 * Math.max(1, Math.abs(delta))) return delta
  }
  throw new StatisticsError('NO_CONVERGENCE', `noncentrality for t = ${t} on ${df} df`)
}
