import { StatisticsError } from '../statistics-error.js'
import { type Distribution, distribution } from './distribution.js'
import { incompleteBeta, type LogTails, logBetaPower } from './incomplete-beta.js'

/**
 * Fisher's F distribution: P(F > f) = I_x(df2/2, df1/2) at x = df2 / (df2 + df1 f) (Abramowitz and Stegun 26.6.2).
 *
 * @param df1 - numerator degrees of freedom, > 0, need not be whole
 * @param df2 - denominator degrees of freedom, > 0, need not be whole
 * @throws StatisticsError OUT_OF_RANGE
 */
export function fDistribution(df1: number, df2: number): Distribution {
  if (!(df1 > 0 && df2 > 0 && Number.isFinite(df1 + df2))) {
    throw new StatisticsError(
      'OUT_OF_RANGE',
      `df are ${df1} and ${df2}, expected two positive finite numbers`,
    )
  }
  const tails = (f: number): LogTails => {
    const ratio = (df1 / df2) * f
    if (ratio === Infinity) return { lower: -Infinity, upper: 0 }
    return incompleteBeta(1 / (1 + ratio), ratio / (1 + ratio), df2 / 2, df1 / 2)
  }
  return distribution({
    support: 'positive',
    logDensity(f) {
      if (f <= 0) return -Infinity
      const ratio = (df1 / df2) * f
      return logBetaPower(1 / (1 + ratio), ratio / (1 + ratio), df2 / 2, df1 / 2) - Math.log(f)
    },
    logCdf: (f) => tails(f).upper,
    logSurvival: (f) => tails(f).lower,
  })
}
