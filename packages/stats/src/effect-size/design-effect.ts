import { StatisticsError } from '../statistics-error.js'

export interface DesignEffect {
  /** How many times the variance of a mean of clustered values exceeds that of as many independent ones. */
  readonly value: number
  /** The number of independent values that would say as much: N / value. */
  readonly effectiveN: number
}

/**
 * Kish's design effect of clusters: 1 + (m − 1)·ICC, where m is the cluster size, Σnᵢ²/Σnᵢ where sizes differ (Kish,
 * 1965, Survey Sampling, 5.4). A test that takes the N values for independent overstates its t by about the root of it.
 *
 * @param sizes - [k] values in each cluster
 * @param intraclassCorrelation - as by the function of that name
 * @throws StatisticsError TOO_FEW_VALUES (no cluster), OUT_OF_RANGE (a correlation above 1, or so far below
 *   0 that the design effect would not be positive)
 */
export function designEffect(sizes: ArrayLike<number>, intraclassCorrelation: number): DesignEffect {
  if (sizes.length === 0)
    throw new StatisticsError('TOO_FEW_VALUES', 'sizes is empty, at least one cluster is needed')
  let n = 0
  let squares = 0
  for (let i = 0; i < sizes.length; i++) {
    n += sizes[i]!
    squares += sizes[i]! ** 2
  }
  const value = 1 + (squares / n - 1) * intraclassCorrelation
  if (!(intraclassCorrelation <= 1 && value > 0)) {
    const detail = `intraclassCorrelation is ${intraclassCorrelation}, expected at most 1 and a design effect above 0`
    throw new StatisticsError('OUT_OF_RANGE', detail)
  }
  return { value, effectiveN: n / value }
}
