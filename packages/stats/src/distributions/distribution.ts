import { requireProbability } from './require-probability.js'
import { solveLogTail } from './solve-log-tail.js'

/** A continuous distribution. Each tail is computed on its own side, never as one minus the other. */
export interface Distribution {
  /** Natural logarithm of the density. */
  logDensity(x: number): number
  /** P(X ≤ x). */
  cdf(x: number): number
  /** log P(X ≤ x), right where P underflows. */
  logCdf(x: number): number
  /** P(X > x). */
  survival(x: number): number
  /** log P(X > x), right where P underflows. */
  logSurvival(x: number): number
  /** The x with P(X ≤ x) = p, p in [0, 1]. */
  quantile(p: number): number
  /** The x with P(X > x) = p, p in [0, 1]. */
  upperQuantile(p: number): number
  /** The x with log P(X > x) = logP, logP ≤ 0: quantiles of probabilities that underflow. */
  upperQuantileOfLog(logP: number): number
  /** The x with log P(X ≤ x) = logP, logP ≤ 0. */
  lowerQuantileOfLog(logP: number): number
}

/** What a distribution states about itself; the rest of {@link Distribution} follows from it. */
export interface DistributionCore {
  readonly support: 'real' | 'positive' | 'unit'
  logDensity(x: number): number
  logCdf(x: number): number
  logSurvival(x: number): number
}

/** Completes a distribution: probabilities from log tails, quantiles by solving the log tail that is smaller. */
export function distribution(core: DistributionCore): Distribution {
  const lower = (logP: number): number => solveLogTail(core, 'lower', logP)
  const upper = (logP: number): number => solveLogTail(core, 'upper', logP)
  return {
    logDensity: core.logDensity,
    logCdf: core.logCdf,
    logSurvival: core.logSurvival,
    cdf: (x) => Math.exp(core.logCdf(x)),
    survival: (x) => Math.exp(core.logSurvival(x)),
    quantile(p) {
      requireProbability(p)
      return p <= 0.5 ? lower(Math.log(p)) : upper(Math.log1p(-p))
    },
    upperQuantile(p) {
      requireProbability(p)
      return p <= 0.5 ? upper(Math.log(p)) : lower(Math.log1p(-p))
    },
    upperQuantileOfLog(logP) {
      return logP <= -Math.LN2 ? upper(logP) : lower(Math.log(-Math.expm1(logP)))
    },
    lowerQuantileOfLog(logP) {
      return logP <= -Math.LN2 ? lower(logP) : upper(Math.log(-Math.expm1(logP)))
    },
  }
}
