import { countWins } from '../descriptive/count-wins.js'
import { logBinomial } from '../distributions/log-binomial.js'
import { logTwoSidedNormal } from '../distributions/normal.js'
import { rankSumCounts } from '../distributions/rank-sum-counts.js'
import { superiority } from '../effect-size/vargha-delaney-a.js'
import { requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import type { EffectSize, TestResult } from '../test-result.js'
import { exactTwoSided } from './exact-two-sided.js'

export interface RankTestOptions {
  /**
   * `exact` counts all orderings (no ties allowed); `normal` uses the normal approximation with tie correction;
   * `auto`, the default, is exact where there are no ties and fewer than 50 values on each side, as in R.
   */
  readonly method?: 'auto' | 'exact' | 'normal' | undefined
  /** Move the statistic half a step towards its mean before the normal approximation; true unless told. */
  readonly continuity?: boolean | undefined
  /** Level of the effect size's interval; 0.95 unless told. */
  readonly confidence?: number | undefined
}

export interface MannWhitneyResult extends TestResult {
  /** Which of the two gave p. */
  readonly method: 'exact' | 'normal'
  /** Vargha–Delaney A, U / (n₁n₂). */
  readonly effect: EffectSize
}

/** R's `wilcox.test` is exact below this many values on each side. */
const EXACT_BELOW = 50

/**
 * Mann–Whitney U test: does one population tend to give larger values than the other?
 *
 * U counts the pairs (aᵢ, bⱼ) with aᵢ > bⱼ, half for each tie (Mann and Whitney, 1947). Its mean under the null is
 * n₁n₂/2; its variance, with N = n₁ + n₂ and t values in each tie, n₁n₂/12·[N + 1 − Σ(t³ − t)/(N(N − 1))]
 * (Lehmann, 2006, Nonparametrics, section 1.4). Where all values are tied the statistic is n₁n₂/2 and p is 1.
 *
 * @returns statistic U of the first sample; name says whether p is exact
 * @throws StatisticsError TOO_FEW_VALUES (either empty), NOT_FINITE, OUT_OF_RANGE (`exact` asked for tied data)
 */
export function mannWhitneyU(a: Sample, b: Sample, options: RankTestOptions = {}): MannWhitneyResult {
  requireSample(a, 'a', 1)
  requireSample(b, 'b', 1)
  const { method = 'auto', continuity = true, confidence = 0.95 } = options
  const [nA, nB] = [a.length, b.length]
  const { u, tieTerm } = countWins(a, b)
  if (method === 'exact' && tieTerm > 0) {
    throw new StatisticsError('OUT_OF_RANGE', 'method is exact, which needs values without ties')
  }
  const small = nA < EXACT_BELOW && nB < EXACT_BELOW
  const exact = method === 'exact' || (method === 'auto' && tieTerm === 0 && small)
  const logP = exact
    ? exactTwoSided(u, rankSumCounts(nA, nB), (nA * nB) / 2, logBinomial(nA + nB, nA))
    : normalLogP(u, nA, nB, tieTerm, continuity)
  return {
    name: exact ? 'Mann–Whitney U (exact)' : 'Mann–Whitney U',
    statistic: u,
    p: Math.exp(logP),
    logP,
    method: exact ? 'exact' : 'normal',
    effect: superiority(u, nA, nB, confidence),
  }
}

function normalLogP(u: number, nA: number, nB: number, tieTerm: number, continuity: boolean): number {
  const n = nA + nB
  const spread = Math.sqrt(((nA * nB) / 12) * (n + 1 - tieTerm / (n * (n - 1))))
  const distance = Math.abs(u - (nA * nB) / 2) - (continuity ? 0.5 : 0)
  return spread > 0 ? logTwoSidedNormal(Math.max(0, distance) / spread) : 0
}
