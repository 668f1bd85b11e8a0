import { fDistribution } from '../distributions/f.js'
import { requireCount, type Sample, type Uniform } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import type { EffectSize, TestResult } from '../test-result.js'
import { type LabelledMoments, labelledMoments } from './labelled-moments.js'
import { permutationPValue } from './permutation-p-value.js'
import { randomSubset } from './random-subset.js'

export interface InteractionTestOptions {
  /** Random relabellings; 4,999 unless told. */
  readonly permutations?: number | undefined
  /** Draws from [0, 1). */
  readonly uniform: Uniform
  /** What groups and levels are called in the name of the effect; `group` and `level` unless told. */
  readonly names?: { readonly between: string; readonly within: string } | undefined
}

export interface InteractionTest extends TestResult {
  /** f and f₀, both by Box's approximation. */
  readonly df: readonly [number, number]
  /** p of relabelling, (b + 1)/(m + 1): the one to go by. `p` and `logP` are those of F. */
  readonly permutationP: number
  readonly permutations: number
  /** Partial eta squared. */
  readonly effect: EffectSize
  /** Subjects of each group that were used, … */
  readonly subjects: readonly [number, number]
  /** … and that were left out, because their profile holds a NaN. */
  readonly leftOut: readonly [number, number]
}

/**
 * Do two groups of subjects differ in their mean pattern over R levels, whatever the spreads of the groups? The group × level
 * interaction of {@link mixedAnova} without its assumption of one covariance, and with p by relabelling.
 *
 * With d the difference of the groups' mean patterns (each level less the subject's mean), S_g the covariances of the patterns and
 * V = S_A/n_A + S_B/n_B,
 *
 *   F = dᵀd / tr V,  f = (tr V)² / tr V²,  f₀ = (tr V)² / Σ tr (S_g/n_g)² / (n_g − 1)
 *
 * the ANOVA-type statistic, with df that match two moments (Box, 1954, Annals of Mathematical Statistics 25, 290–302; Brunner,
 * Dette and Munk, 1997, Journal of the American Statistical Association 92, 1494–1502). It needs no inverse of V, so levels may
 * outnumber subjects. For two levels it is Welch's t squared; for groups of one size F is that of the mixed analysis of
 * variance, f its df with Greenhouse and Geisser's correction.
 *
 * Relabelled is the p of F, not F: its law depends on V, and f and f₀ answer for that under each labelling (prepivoting: Beran,
 * 1988, Journal of the American Statistical Association 83, 687–697). So the test is exact where the groups have one
 * distribution, however heavy its tails and however many its levels, and where only their means are the same it holds in large
 * samples as far as Box's approximation does, as studentised permutation tests do (Janssen, 1997, Statistics and Probability
 * Letters 36, 9–21; Pauly, Brunner and Konietschke, 2015, Journal of the Royal Statistical Society B 77, 461–473; Friedrich,
 * Brunner and Pauly, 2017, Journal of Multivariate Analysis 153, 255–265).
 *
 * Profiles of {@link profileOf} are values like others; the undefined ones, all NaN, are left out and counted. A relabelling costs
 * n·R²/2 steps, n the smaller group, or N·n where that is less: some 5 ms with hundreds of levels of two thousand subjects.
 *
 * @param a - [nA, R] row by row: each subject of the first group at every level
 * @param b - [nB, R]
 * @param levels - R ≥ 2
 * @throws StatisticsError TOO_FEW_VALUES (R < 2, or under 2 whole rows in a group), LENGTH_MISMATCH, NOT_FINITE (an infinity),
 *   ZERO_VARIANCE (patterns do not vary within the groups, yet differ between them), OUT_OF_RANGE
 */
export function interactionTest(
  a: Sample,
  b: Sample,
  levels: number,
  options: InteractionTestOptions,
): InteractionTest {
  const { permutations = 4999, uniform, names = { between: 'group', within: 'level' } } = options
  requireCount(permutations, 'permutations', 1)
  requireCount(levels, 'levels', 1)
  if (levels < 2)
    throw new StatisticsError('TOO_FEW_VALUES', 'levels is 1, at least 2 are needed for a pattern')
  const [first, second] = [wholeRows(a, 'a', levels), wholeRows(b, 'b', levels)]
  const swapped = second.used < first.used
  const [few, many] = swapped ? [second, first] : [first, second]
  const { rows, rounding } = patterns(few.rows, many.rows, levels)
  const moments = labelledMoments(rows, levels, few.used)
  const order = Int32Array.from({ length: few.used + many.used }, (_, i) => i)
  const test = boxTest(few.used, many.used, rounding)
  const name = `${names.between} × ${names.within} interaction`
  const observed = test(moments(order))
  if (observed.logP === -Infinity) {
    throw new StatisticsError('ZERO_VARIANCE', `${name}: no variance is left to compare the effect with`)
  }
  let extreme = 0
  const threshold = observed.logP + 1e-9 * Math.max(1, Math.abs(observed.logP))
  for (let permutation = 0; permutation < permutations; permutation++) {
    randomSubset(order, few.used, uniform)
    if (test(moments(order)).logP <= threshold) extreme++
  }
  return {
    name,
    statistic: observed.f,
    df: observed.df,
    p: Math.exp(observed.logP),
    logP: observed.logP,
    permutationP: permutationPValue(extreme, permutations),
    permutations,
    effect: { name: 'partial eta squared', value: observed.share },
    subjects: [first.used, second.used],
    leftOut: [first.leftOut, second.leftOut],
  }
}

interface WholeRows {
  readonly rows: Float64Array
  readonly used: number
  readonly leftOut: number
}

/** The rows of a group that hold no NaN. */
function wholeRows(sample: Sample, name: string, levels: number): WholeRows {
  if (sample.length % levels !== 0) {
    const detail = `${name} holds ${sample.length} values, expected rows of ${levels}`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
  const rows = new Float64Array(sample.length)
  let used = 0
  for (let at = 0; at < sample.length; at += levels) {
    let whole = true
    for (let r = 0; r < levels; r++) {
      const value = sample[at + r]!
      if (Math.abs(value) === Infinity) {
        throw new StatisticsError(
          'NOT_FINITE',
          `${name}[${at + r}] is ${value}, expected a finite number or NaN`,
        )
      }
      whole &&= !Number.isNaN(value)
      rows[used * levels + r] = value
    }
    if (whole) used++
  }
  const leftOut = sample.length / levels - used
  if (used < 2) {
    const why = leftOut > 0 ? ` (${leftOut} left out for a NaN)` : ''
    throw new StatisticsError('TOO_FEW_VALUES', `${name} holds ${used} profiles${why}, at least 2 are needed`)
  }
  return { rows: rows.subarray(0, used * levels), used, leftOut }
}

/**
 * [N, R] patterns: each value less its row's mean and its column's, in units of the largest, as F has none; and the square below which a
 * scatter is rounding.
 */
function patterns(few: Float64Array, many: Float64Array, levels: number) {
  const rows = new Float64Array(few.length + many.length)
  rows.set(few)
  rows.set(many, few.length)
  const subjects = rows.length / levels
  const columns = new Float64Array(levels)
  let largest = 0
  for (let at = 0; at < rows.length; at += levels) {
    const row = rows.subarray(at, at + levels)
    const origin = row[0]!
    let mean = 0
    for (let r = 0; r < levels; r++) {
      largest = Math.max(largest, Math.abs(row[r]!))
      mean += (row[r]! - origin) / levels
    }
    for (let r = 0; r < levels; r++) {
      row[r] = row[r]! - origin - mean
      columns[r]! += row[r]! / subjects
    }
  }
  let unit = 0
  for (let i = 0; i < rows.length; i++) {
    rows[i]! -= columns[i % levels]!
    unit = Math.max(unit, Math.abs(rows[i]!))
  }
  if (unit === 0) return { rows, rounding: 0 }
  for (let i = 0; i < rows.length; i++) rows[i]! /= unit
  return { rows, rounding: 100 * rows.length * (Number.EPSILON * (largest / unit)) ** 2 }
}

/** Share of the variance between groups below which that within them is what is left of subtracting it. */
const SUBTRACTION = 1e-11

interface BoxTest {
  readonly f: number
  readonly df: readonly [number, number]
  readonly logP: number
  /** Partial eta squared. */
  readonly share: number
}

/** F, its df and log p from the moments of one labelling. */
function boxTest(few: number, many: number, rounding: number): (moments: LabelledMoments) => BoxTest {
  const sizes = [few, many] as const
  const weights = sizes.map((n) => 1 / (n * (n - 1)))
  const harmonic = (few * many) / (few + many)
  return ({ distance, traces, squares, cross }) => {
    const [wA, wB] = [weights[0]!, weights[1]!]
    const within = traces[0] + traces[1]
    const between = harmonic * distance
    // A trace is the difference of two sums, and no more exact than they are.
    if (within <= Math.max(rounding, SUBTRACTION * between)) {
      const none = between <= rounding
      return {
        f: none ? 0 : Infinity,
        df: [1, few + many - 2],
        logP: none ? 0 : -Infinity,
        share: none ? 0 : 1,
      }
    }
    const trace = wA * traces[0] + wB * traces[1]
    const [squareA, squareB] = [wA * wA * Math.max(0, squares[0]), wB * wB * Math.max(0, squares[1])]
    const f = distance / trace
    const df = [
      (trace * trace) / (squareA + squareB + 2 * wA * wB * Math.max(0, cross)),
      (trace * trace) / (squareA / (few - 1) + squareB / (many - 1)),
    ] as const
    return { f, df, logP: fDistribution(...df).logSurvival(f), share: between / (between + within) }
  }
}
