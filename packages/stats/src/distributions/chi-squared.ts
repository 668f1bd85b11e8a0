import { StatisticsError } from '../statistics-error.js'
import { type Distribution, distribution } from './distribution.js'
import { incompleteGamma, logGammaPower } from './incomplete-gamma.js'

/**
 * The chi-squared distribution: P(X > x) = Q(df/2, x/2) (Abramowitz and Stegun 26.4.19).
 *
 * @param df - degrees of freedom, > 0, need not be whole
 * @throws StatisticsError OUT_OF_RANGE
 */
export function chiSquaredDistribution(df: number): Distribution {
  if (!(df > 0 && df < Infinity)) {
    throw new StatisticsError('OUT_OF_RANGE', `df is ${df}, expected a positive finite number`)
  }
  return distribution({
    support: 'positive',
    logDensity: (x) => (x > 0 ? logGammaPower(df / 2, x / 2) - Math.log(x) : -Infinity),
    logCdf: (x) => incompleteGamma(df / 2, x / 2).lower,
    logSurvival: (x) => incompleteGamma(df / 2, x / 2).upper,
  })
}
