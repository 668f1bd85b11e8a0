import { median } from '../descriptive/median.js'
import { logTwoSidedT, studentTDistribution } from '../distributions/student-t.js'
import { requireBetween, type Sample } from '../sample.js'
import { type JointPermutationOptions, type JointStatistics, jointPermutation } from './joint-permutation.js'
import { permutationPValue } from './permutation-p-value.js'

export interface SpecificationCurveOptions extends JointPermutationOptions {
  /** Level at which a single specification counts as significant; 0.05 unless told. */
  readonly alpha?: number | undefined
  /**
   * What the median is of: `standardised`, the default, is Cohen's d, which compares across units; `difference` is the
   * difference of means, for specifications that share a unit.
   */
  readonly effect?: 'standardised' | 'difference' | undefined
}

/** One figure of the whole curve, and the chance of one as extreme if the groups did not differ at all. */
export interface CurveStatistic {
  readonly value: number
  readonly p: number
}

export interface SpecificationCurve {
  /** float64 [K] effect of each specification. */
  readonly effects: Float64Array
  /** float64 [K] Student's t and its two-sided p. */
  readonly t: Float64Array
  readonly p: Float64Array
  /** +1 or −1: the sign that most specifications have. */
  readonly direction: 1 | -1
  /** Median effect; compared by absolute value. */
  readonly median: CurveStatistic
  /** Share of specifications with the sign that most have. */
  readonly sameSign: CurveStatistic
  /** Share of specifications that are significant with one sign, whichever sign has more of them. */
  readonly significant: CurveStatistic
  /**
   * Share of specifications that are significant with each sign, for itself. One-sided, and doubled for there being two signs: under the null
   * either is at or below a level no more often than that. Specifications that turn an effect's sign show in both.
   */
  readonly significantPositive: CurveStatistic
  readonly significantNegative: CurveStatistic
  readonly permutations: number
}

/**
 * Joint test of a specification curve: taken together, do K ways of running the same comparison say more than chance?
 *
 * Subjects' labels are permuted, each time for all specifications at once, and three figures of the curve compared with
 * those of the permuted curves: the median effect, the share of one sign, the share significant with one sign. Each
 * p = (b + 1)/(m + 1) (Simonsohn, Simmons and Nelson, 2020, Nature Human Behaviour 4, 1208–1214). The three are views
 * of one null, not three independent tests.
 *
 * @param a - [nA, K] row by row: the measure of each subject of the first group under each specification, NaN where a
 *   specification leaves the subject out
 * @param b - [nB, K]
 * @param specifications - K
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (nA or nB < 2), NOT_FINITE (an infinity), OUT_OF_RANGE
 */
export function specificationCurve(
  a: Sample,
  b: Sample,
  specifications: number,
  options: SpecificationCurveOptions,
): SpecificationCurve {
  const { permutations = 4999, uniform, alpha = 0.05, effect = 'standardised' } = options
  requireBetween(alpha, 'alpha', 0, 1)
  const effectsOf = (figures: JointStatistics): Float64Array =>
    effect === 'standardised' ? figures.standardised : figures.differences
  const labellings = jointPermutation(a, b, specifications, { permutations, uniform })
  const first = labellings.next().value as JointStatistics
  const critical = criticalValues(first.df, alpha)
  const observed = curveFigures(effectsOf(first), first.t, critical)
  const curve = {
    effects: effectsOf(first).slice(),
    t: first.t.slice(),
    p: first.t.map((t, k) => (first.df[k]! > 0 ? Math.exp(logTwoSidedT(t, first.df[k]!)) : 1)),
    direction: observed.direction,
  }
  const extreme = { median: 0, sameSign: 0, significant: 0, significantPositive: 0, significantNegative: 0 }
  for (const figures of labellings) {
    const permuted = curveFigures(effectsOf(figures), figures.t, critical)
    if (Math.abs(permuted.median) >= Math.abs(observed.median) * (1 - 1e-12)) extreme.median++
    if (permuted.sameSign >= observed.sameSign) extreme.sameSign++
    if (permuted.significant >= observed.significant) extreme.significant++
    if (permuted.significantPositive >= observed.significantPositive) extreme.significantPositive++
    if (permuted.significantNegative >= observed.significantNegative) extreme.significantNegative++
  }
  const statistic = (name: keyof typeof extreme): CurveStatistic => ({
    value: observed[name],
    p: permutationPValue(extreme[name], permutations),
  })
  const ofSign = (name: 'significantPositive' | 'significantNegative'): CurveStatistic => {
    const { value, p } = statistic(name)
    return { value, p: Math.min(1, 2 * p) }
  }
  return {
    ...curve,
    median: statistic('median'),
    sameSign: statistic('sameSign'),
    significant: statistic('significant'),
    significantPositive: ofSign('significantPositive'),
    significantNegative: ofSign('significantNegative'),
    permutations,
  }
}

function criticalValues(df: Float64Array, alpha: number): Float64Array {
  const known = new Map<number, number>()
  return df.map((freedom) => {
    if (!(freedom > 0)) return Infinity
    const value = known.get(freedom) ?? studentTDistribution(freedom).upperQuantile(alpha / 2)
    known.set(freedom, value)
    return value
  })
}

function curveFigures(effects: Float64Array, t: Float64Array, critical: Float64Array) {
  let [positive, negative, significantPositive, significantNegative] = [0, 0, 0, 0]
  for (let k = 0; k < effects.length; k++) {
    if (effects[k]! > 0) positive++
    if (effects[k]! < 0) negative++
    if (t[k]! > critical[k]!) significantPositive++
    if (t[k]! < -critical[k]!) significantNegative++
  }
  const direction: 1 | -1 = positive >= negative ? 1 : -1
  return {
    direction,
    median: median(effects),
    sameSign: Math.max(positive, negative) / effects.length,
    significant: Math.max(significantPositive, significantNegative) / effects.length,
    significantPositive: significantPositive / effects.length,
    significantNegative: significantNegative / effects.length,
  }
}
