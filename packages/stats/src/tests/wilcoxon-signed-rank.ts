import { pairedDifferences } from '../descriptive/paired-differences.js'
import { ranks } from '../descriptive/ranks.js'
import { logTwoSidedNormal } from '../distributions/normal.js'
import { signedRankCounts } from '../distributions/signed-rank-counts.js'
import type { Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import type { TestResult } from '../test-result.js'
import { exactTwoSided } from './exact-two-sided.js'
import type { RankTestOptions } from './mann-whitney-u.js'

export interface WilcoxonResult extends TestResult {
  /** Which of the two gave p. */
  readonly method: 'exact' | 'normal'
  /** Pairs that differ: the others are left out. */
  readonly pairs: number
}

/** R's `wilcox.test` is exact below this many pairs. */
const EXACT_BELOW = 50

/**
 * Wilcoxon's signed-rank test: are paired differences a − b symmetric about zero?
 *
 * Pairs without a difference are left out (Wilcoxon, 1945), the n others ranked by |a − b|; the statistic is the sum
 * of the ranks of positive differences. Its null mean is n(n + 1)/4, its variance n(n + 1)(2n + 1)/24 − Σ(t³ − t)/48
 * with t values in each tie. Where no pair differs the statistic is 0 and p is 1. `auto` is exact without ties and
 * zeros below 50 pairs, as in R.
 *
 * @param a - first measurement of each subject
 * @param b - second measurement, same order and length
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (n < 1), NOT_FINITE, OUT_OF_RANGE (`exact` with ties or zeros)
 */
export function wilcoxonSignedRank(
  a: Sample,
  b: Sample,
  options: Omit<RankTestOptions, 'confidence'> = {},
): WilcoxonResult {
  const { method = 'auto', continuity = true } = options
  const all = pairedDifferences(a, b)
  const differences = all.filter((difference) => difference !== 0)
  const n = differences.length
  const { ranks: sizes, tieTerm } = ranks(differences.map(Math.abs))
  const untied = tieTerm === 0 && n === all.length
  if (method === 'exact' && !untied) {
    throw new StatisticsError(
      'OUT_OF_RANGE',
      'method is exact, which needs differences without ties or zeros',
    )
  }
  let statistic = 0
  for (let i = 0; i < n; i++) if (differences[i]! > 0) statistic += sizes[i]!
  const exact = method === 'exact' || (method === 'auto' && untied && n < EXACT_BELOW)
  const logP = exact
    ? exactTwoSided(statistic, signedRankCounts(n), (n * (n + 1)) / 4, n * Math.LN2)
    : normalLogP(statistic, n, tieTerm, continuity)
  const name = exact ? 'Wilcoxon signed rank (exact)' : 'Wilcoxon signed rank'
  return { name, statistic, p: Math.exp(logP), logP, method: exact ? 'exact' : 'normal', pairs: n }
}

function normalLogP(statistic: number, n: number, tieTerm: number, continuity: boolean): number {
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - tieTerm / 48)
  const distance = Math.abs(statistic - (n * (n + 1)) / 4) - (continuity ? 0.5 : 0)
  return spread > 0 ? logTwoSidedNormal(Math.max(0, distance) / spread) : 0
}
