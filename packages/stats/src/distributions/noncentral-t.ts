import { StatisticsError } from '../statistics-error.js'
import { type Distribution, distribution } from './distribution.js'
import { logComplement } from './log-complement.js'
import { stirlingError } from './log-gamma.js'
import { logIntegral } from './log-integral.js'
import { standardNormal } from './normal.js'

/**
 * Student's t distribution with noncentrality δ: the law of (Z + δ)/S, Z standard normal, S² an independent
 * chi-squared over its df. So P(T ≤ t) = E Φ(tS − δ), which is integrated over log S: the integrand has a single peak
 * whatever t and δ (a product of log-concave factors), is never negative, and so gives both tails to full relative
 * precision, for noncentralities at which the usual series (Lenth, 1989, AS 243) underflow.
 *
 * @param df - degrees of freedom, > 0, need not be whole
 * @param noncentrality - δ, finite; for two samples d·√(n₁n₂/(n₁+n₂)) with d the standardised difference
 * @throws StatisticsError OUT_OF_RANGE
 */
export function noncentralTDistribution(df: number, noncentrality: number): Distribution {
  if (!(df > 0 && df < Infinity)) {
    throw new StatisticsError('OUT_OF_RANGE', `df is ${df}, expected a positive finite number`)
  }
  if (!Number.isFinite(noncentrality)) {
    throw new StatisticsError('OUT_OF_RANGE', `noncentrality is ${noncentrality}, expected a finite number`)
  }
  return distribution({
    support: 'real',
    logDensity: (t) => logNoncentralTDensity(t, df, noncentrality),
    logCdf: (t) => logNoncentralT(t, df, noncentrality),
    logSurvival: (t) => logNoncentralT(-t, df, -noncentrality),
  })
}

/** log P(T ≤ t) of the noncentral t distribution; the upper tail is the same at −t, −δ. */
export function logNoncentralT(t: number, df: number, delta: number): number {
  if (t === Infinity) return 0
  if (t === -Infinity) return -Infinity
  if (t === 0) return standardNormal.logCdf(-delta)
  return t <= delta ? Math.min(0, logTail(t, df, delta)) : logComplement(Math.min(0, logTail(-t, df, -delta)))
}

/** log E Φ(tS − δ), directly. */
function logTail(t: number, df: number, delta: number): number {
  const logScaleDensity = logDensityOfLogScale(df)
  const { argument, borders } = normalArgument(t, delta)
  return logIntegral({
    log: (u) => logScaleDensity(u) + standardNormal.logCdf(argument(u)),
    slope(u) {
      const z = argument(u)
      const rise = Math.exp(standardNormal.logDensity(z) - standardNormal.logCdf(z))
      return -df * Math.expm1(2 * u) + t * Math.exp(u) * rise
    },
    borders,
  })
}

function logNoncentralTDensity(t: number, df: number, delta: number): number {
  if (!Number.isFinite(t)) return -Infinity
  const logScaleDensity = logDensityOfLogScale(df)
  const { argument, borders } = normalArgument(t, delta)
  return logIntegral({
    log: (u) => logScaleDensity(u) + u + standardNormal.logDensity(argument(u)),
    slope: (u) => -df * Math.expm1(2 * u) + 1 - argument(u) * t * Math.exp(u),
    borders,
  })
}

/**
 * z(u) = t eᵘ − δ, and the range of u over which it passes through 0, where Φ(z) rises: z = −8, 0, 8, if it does.
 * About its zero z is δ (eᵛ − 1) with v the distance from it, a form without the rounding noise of two large terms that
 * would keep the quadrature from settling.
 */
function normalArgument(t: number, delta: number) {
  if (!(delta / t > 0)) return { argument: (u: number): number => t * Math.exp(u) - delta, borders: [] }
  const zero = Math.log(delta / t)
  const reach = 8 / Math.abs(delta)
  return {
    argument: (u: number): number => delta * Math.expm1(u - zero),
    borders: [zero - reach, zero, zero + reach],
  }
}

/** The log density of u = log S, where df·S² is chi-squared with df degrees of freedom. */
function logDensityOfLogScale(df: number): (u: number) => number {
  const a = df / 2
  const constant = Math.LN2 + 0.5 * Math.log(a / (2 * Math.PI)) - stirlingError(a)
  return (u) => constant - a * (Math.expm1(2 * u) - 2 * u)
}
