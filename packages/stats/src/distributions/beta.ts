import { StatisticsError } from '../statistics-error.js'
import { type Distribution, distribution } from './distribution.js'
import { incompleteBeta, logBetaPower } from './incomplete-beta.js'

/**
 * The beta distribution: P(X ≤ x) = I_x(a, b), the regularised incomplete beta function. Its upper tail is as fine as
 * doubles near x = 1 are; where 1 − x is far below 1e-16, take the lower tail with the shapes exchanged.
 *
 * @param a - shape, > 0
 * @param b - shape, > 0
 * @throws StatisticsError OUT_OF_RANGE
 */
export function betaDistribution(a: number, b: number): Distribution {
  if (!(a > 0 && b > 0 && Number.isFinite(a + b))) {
    throw new StatisticsError(
      'OUT_OF_RANGE',
      `shapes are ${a} and ${b}, expected two positive finite numbers`,
    )
  }
  return distribution({
    support: 'unit',
    logDensity(x) {
      if (!(x > 0 && x < 1)) return -Infinity
      return logBetaPower(x, 1 - x, a, b) - Math.log(x) - Math.log1p(-x)
    },
    logCdf: (x) => incompleteBeta(x, 1 - x, a, b).lower,
    logSurvival: (x) => incompleteBeta(x, 1 - x, a, b).upper,
  })
}
