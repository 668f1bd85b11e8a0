import { StatisticsError } from '../statistics-error.js'
import { type Distribution, distribution } from './distribution.js'
import { incompleteBeta } from './incomplete-beta.js'
import { logComplement } from './log-complement.js'
import { stirlingError } from './log-gamma.js'
import { logTwoSidedNormal, standardNormal } from './normal.js'

/**
 * Student's t distribution: P(|T| > t) = I_x(df/2, 1/2) at x = df / (df + t²) (Abramowitz and Stegun 26.7.1).
 *
 * @param df - degrees of freedom, > 0, need not be whole; Infinity is the standard normal
 * @throws StatisticsError OUT_OF_RANGE
 */
export function studentTDistribution(df: number): Distribution {
  if (!(df > 0)) throw new StatisticsError('OUT_OF_RANGE', `df is ${df}, expected a positive number`)
  if (df === Infinity) return standardNormal
  const logSurvival = (t: number): number => {
    const tail = logTwoSidedT(t, df) - Math.LN2
    return t >= 0 ? tail : logComplement(tail)
  }
  return distribution({
    support: 'real',
    logDensity: (t) => logDensity(t, df),
    logCdf: (t) => logSurvival(-t),
    logSurvival,
  })
}

/** log P(|T| > |t|) of Student's t distribution: the two-sided p-value of a t statistic. */
export function logTwoSidedT(t: number, df: number): number {
  const size = Math.abs(t)
  if (df === Infinity) return logTwoSidedNormal(size)
  if (size === Infinity) return -Infinity
  const ratio = (size / df) * size
  // Beyond this the tail is its leading power, exact to 1e-150; x itself would soon underflow.
  if (ratio > 1e150) return logPowerTail(size, df)
  return incompleteBeta(1 / (1 + ratio), ratio / (1 + ratio), df / 2, 0.5).lower
}

/** log of xᵃ / (a B(a, ½)) with a = df/2 and x = df/t², the first term of the tail's expansion. */
function logPowerTail(t: number, df: number): number {
  const a = df / 2
  const logInverseBeta = logHalfStepOfGamma(a) - 0.5 * Math.log(Math.PI)
  return logInverseBeta - Math.log(a) + a * (Math.log(df) - 2 * Math.log(t))
}

function logDensity(t: number, df: number): number {
  const ratio = (t / df) * t
  const spread = ratio < 1e300 ? Math.log1p(ratio) : 2 * Math.log(Math.abs(t)) - Math.log(df)
  return logHalfStepOfGamma(df / 2) - 0.5 * Math.log(df * Math.PI) - 0.5 * (df + 1) * spread
}

/** log Γ(a + ½) − log Γ(a), the large terms of Stirling's formula cancelled by hand. */
function logHalfStepOfGamma(a: number): number {
  return stirlingError(a + 0.5) - stirlingError(a) + (a * Math.log1p(0.5 / a) - 0.5) + 0.5 * Math.log(a)
}
