import { type Distribution, distribution } from './distribution.js'
import { logComplement } from './log-complement.js'
import { millsRatio } from './mills-ratio.js'

const HALF_LOG_TWO_PI = 0.9189385332046728

/** The standard normal distribution. Tails are φ(x) times the Mills ratio, so their logarithm never underflows. */
export const standardNormal: Distribution = distribution({ support: 'real', logDensity, logCdf, logSurvival })

function logDensity(x: number): number {
  return -0.5 * x * x - HALF_LOG_TWO_PI
}

function logCdf(x: number): number {
  return logSurvival(-x)
}

function logSurvival(x: number): number {
  if (x < 0) return logComplement(logSurvival(-x))
  if (x === Infinity) return -Infinity
  return logDensity(x) + Math.log(millsRatio(x))
}

/** log P(|Z| > |z|): the two-sided p-value of a standard normal statistic. */
export function logTwoSidedNormal(z: number): number {
  return Math.min(0, Math.LN2 + logSurvival(Math.abs(z)))
}
