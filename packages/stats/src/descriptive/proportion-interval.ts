import { betaDistribution } from '../distributions/beta.js'
import { requireBetween, requireCount } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'

/**
 * Exact binomial interval of a proportion (Clopper and Pearson, 1934, Biometrika 26, 404–413): the chances under which so
 * many successes, or so few, are no rarer than (1 − confidence)/2. Holds the truth at least as often as it says.
 *
 * @param successes - 0 … trials
 * @param trials - 1 or more
 * @throws StatisticsError OUT_OF_RANGE
 */
export function proportionInterval(
  successes: number,
  trials: number,
  options: { readonly confidence?: number | undefined } = {},
): [low: number, high: number] {
  const { confidence = 0.95 } = options
  requireCount(trials, 'trials', 1)
  requireCount(successes, 'successes', 0)
  requireBetween(confidence, 'confidence', 0, 1)
  if (successes > trials) {
    throw new StatisticsError(
      'OUT_OF_RANGE',
      `successes is ${successes}, expected no more than ${trials} trials`,
    )
  }
  const tail = (1 - confidence) / 2
  const low = successes === 0 ? 0 : betaDistribution(successes, trials - successes + 1).quantile(tail)
  const high =
    successes === trials ? 1 : betaDistribution(successes + 1, trials - successes).upperQuantile(tail)
  return [low, high]
}
