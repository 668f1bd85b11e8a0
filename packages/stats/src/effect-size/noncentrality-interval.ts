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

/**
 * The δ with P(T ≤ t; δ) = tail. In terms of z = Φ⁻¹(P) the equation is all but a straight line, falling in δ: secant
 * steps, kept inside a bracket by the Illinois rule (Dowell and Jarratt, 1971, BIT 11, 168–174).
 */
function solve(t: number, df: number, tail: number): number {
  const target = standardNormal.quantile(tail)
  const gap = (delta: number): number =>
    standardNormal.lowerQuantileOfLog(logNoncentralT(t, df, delta)) - target
  const guess = t - target * Math.sqrt(1 + (t * t) / (2 * df))
  let [low, high] = bracket(gap, guess, (0.05 * (1 + Math.abs(guess))) / Math.sqrt(df + 1))
  let [above, below] = [gap(low), gap(high)]
  let previous = Number.NaN
  let side = 0
  for (let step = 0; step < MOST_STEPS; step++) {
    const secant = (low * below - high * above) / (below - above)
    const delta = secant > low && secant < high ? secant : 0.5 * (low + high)
    if (Math.abs(delta - previous) <= 1e-13 * Math.max(1, Math.abs(delta))) return delta
    previous = delta
    const here = gap(delta)
    if (here === 0) return delta
    if (here > 0) {
      low = delta
      above = here
      if (side > 0) below /= 2
      side = 1
    } else {
      high = delta
      below = here
      if (side < 0) above /= 2
      side = -1
    }
  }
  throw new StatisticsError('NO_CONVERGENCE', `noncentrality for t = ${t} on ${df} df`)
}

/** Doubling steps from a guess until a falling function changes sign. */
function bracket(f: (x: number) => number, guess: number, width: number): [low: number, high: number] {
  const rightwards = f(guess) > 0
  let [near, step] = [guess, rightwards ? width : -width]
  for (let count = 0; count < MOST_STEPS && f(near + step) > 0 === rightwards; count++) {
    near += step
    step *= 2
  }
  return rightwards ? [near, near + step] : [near + step, near]
}
