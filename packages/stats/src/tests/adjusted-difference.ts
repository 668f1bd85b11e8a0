import { mean } from '../descriptive/mean.js'
import { requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import type { TestResult } from '../test-result.js'
import { type TTestOptions, type TTestResult, tResult } from './t-result.js'

/** How far the covariate of one group reaches into that of the other. */
export interface CovariateOverlap {
  /** The values both groups reach, from the larger minimum to the smaller maximum; absent where there are none. */
  readonly range?: readonly [number, number]
  /** Share of each group inside that range. */
  readonly shares: readonly [number, number]
}

export interface AdjustedDifference extends TTestResult {
  /** The common slope, with its robust standard error. */
  readonly slope: { readonly estimate: number; readonly standardError: number }
  /** Difference of the groups' means without adjustment, … */
  readonly unadjusted: number
  /** … and of the covariate's. Estimate = unadjusted − slope · this. */
  readonly covariateDifference: number
  /** Test of equal slopes, the difference of the groups' own slopes; or why there is none. */
  readonly equalSlopes: TestResult | { readonly notComputed: string }
  /** Without overlap the adjusted difference is an extrapolation, and rests on the slope being straight beyond what was seen. */
  readonly overlap: CovariateOverlap
}

/**
 * Difference of two groups at an equal value of a covariate: analysis of covariance with a common slope (Fisher, 1932, Statistical Methods
 * for Research Workers, 4th edition, section 49.1), its standard error robust to unequal spreads.
 *
 * With the slope β = Σ(x − x̄_g)(y − ȳ_g)/S, S = Σ(x − x̄_g)² over both groups, the estimate is (ȳ_a − ȳ_b) − β(x̄_a − x̄_b), a sum
 * Σ l_i y_i with l_i = ±1/n_g − (x̄_a − x̄_b)(x_i − x̄_g)/S; its variance is HC3, Σ l_i² e_i²/(1 − h_i)² with the residuals e and
 * leverages h_i = 1/n_g + (x_i − x̄_g)²/S (MacKinnon and White, 1985, Journal of Econometrics 29, 305–325; Long and Ervin, 2000, The American
 * Statistician 54, 217–224), on N − 3 df. Slopes are compared in the model in which each group has its own, on N − 4.
 *
 * Adjustment for what the groups differ in themselves asks what would be if they did not; where their covariates hardly overlap the data
 * cannot say, and `overlap` tells so.
 *
 * @param a - [n₁] outcome in the first group
 * @param b - [n₂] in the second
 * @param covariateA - [n₁] covariate of each, in the same order
 * @param covariateB - [n₂]
 * @returns estimate and interval are of the adjusted difference, a − b
 * @throws StatisticsError TOO_FEW_VALUES (n < 2 in a group, N < 4), LENGTH_MISMATCH, NOT_FINITE, ZERO_VARIANCE (the covariate does not vary
 *   within the groups, one subject alone has it vary, or the outcome leaves no residual), OUT_OF_RANGE
 */
export function adjustedDifference(
  a: Sample,
  b: Sample,
  covariateA: Sample,
  covariateB: Sample,
  options: TTestOptions = {},
): AdjustedDifference {
  const [first, second] = [group(a, covariateA, 'a'), group(b, covariateB, 'b')]
  const squares = first.squares + second.squares
  if (!(squares > 0)) {
    throw new StatisticsError(
      'ZERO_VARIANCE',
      'the covariate does not vary within the groups: nothing can be adjusted for it',
    )
  }
  const slope = (first.products + second.products) / squares
  const covariateDifference = first.covariateMean - second.covariateMean
  const unadjusted = first.mean - second.mean
  const errors = [first, second].map((one) => deletionErrors(one, slope, squares))
  const variance = sandwich([first, second], errors, (x, one, g) => {
    return (g === 0 ? 1 : -1) / one.n - (covariateDifference * x) / squares
  })
  const slopeVariance = sandwich([first, second], errors, (x) => x / squares)
  const parts = {
    name: 'analysis of covariance',
    estimate: unadjusted - slope * covariateDifference,
    standardError: Math.sqrt(variance),
    df: first.n + second.n - 3,
    magnitude: Math.max(first.size, second.size),
  }
  return {
    ...tResult(parts, options),
    slope: { estimate: slope, standardError: Math.sqrt(slopeVariance) },
    unadjusted,
    covariateDifference,
    equalSlopes: equalSlopes(first, second),
    overlap: overlapOf(covariateA, covariateB),
  }
}

interface Group {
  readonly n: number
  readonly mean: number
  readonly covariateMean: number
  /** float64 [n] outcome and covariate about their means. */
  readonly y: Float64Array
  readonly x: Float64Array
  /** Σx² and Σxy of these. */
  readonly squares: number
  readonly products: number
  /** Largest outcome: what rounding is measured against. */
  readonly size: number
}

function group(outcome: Sample, covariate: Sample, name: string): Group {
  requireSample(outcome, name, 2)
  requireSample(covariate, `the covariate of ${name}`, 2)
  const n = outcome.length
  if (covariate.length !== n) {
    throw new StatisticsError(
      'LENGTH_MISMATCH',
      `${name} holds ${n} values, its covariate ${covariate.length}`,
    )
  }
  const [centre, covariateMean] = [mean(outcome), mean(covariate)]
  const y = Float64Array.from(outcome, (value) => value - centre)
  const x = Float64Array.from(covariate, (value) => value - covariateMean)
  const largest = Array.from(covariate).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const squares = x.reduce((sum, value) => sum + value * value, 0)
  const varies = squares > n * (10 * Number.EPSILON * largest) ** 2
  const products = varies ? x.reduce((sum, value, i) => sum + value * y[i]!, 0) : 0
  const size = Array.from(outcome).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return {
    n,
    mean: centre,
    covariateMean,
    y,
    x: varies ? x : x.fill(0),
    squares: varies ? squares : 0,
    products,
    size,
  }
}

/** Residuals about a slope, each over one less its leverage. */
function deletionErrors({ n, x, y }: Group, slope: number, squares: number): Float64Array {
  return y.map((value, i) => {
    const room = 1 - 1 / n - x[i]! ** 2 / squares
    if (room <= 1e-10) {
      throw new StatisticsError(
        'ZERO_VARIANCE',
        `subject ${i} alone decides its fit: no variance is left beside it`,
      )
    }
    return (value - slope * x[i]!) / room
  })
}

/** HC3: Σ l² e² over both groups, l the weight that a subject's outcome has in the estimate, by its covariate. */
function sandwich(
  groups: readonly Group[],
  errors: readonly Float64Array[],
  weight: (x: number, one: Group, g: number) => number,
): number {
  let variance = 0
  for (const [g, one] of groups.entries()) {
    for (let i = 0; i < one.n; i++) variance += (weight(one.x[i]!, one, g) * errors[g]![i]!) ** 2
  }
  return variance
}

/** The difference of the groups' own slopes, HC3, N − 4 df. */
function equalSlopes(first: Group, second: Group): AdjustedDifference['equalSlopes'] {
  const flat = [first, second].find(({ squares }) => squares === 0)
  if (flat !== undefined) return { notComputed: 'the covariate does not vary in one of the groups' }
  const df = first.n + second.n - 4
  if (df < 1) return { notComputed: `${first.n + second.n} subjects leave no degree of freedom` }
  try {
    const groups = [first, second]
    const slopes = groups.map(({ products, squares }) => products / squares)
    const errors = groups.map((one, g) => deletionErrors(one, slopes[g]!, one.squares))
    const parts = {
      name: 'equal slopes',
      estimate: slopes[0]! - slopes[1]!,
      standardError: Math.sqrt(sandwich(groups, errors, (x, one) => x / one.squares)),
      df,
      magnitude: Math.max(...groups.map(({ size, squares }) => size / Math.sqrt(squares))),
    }
    return tResult(parts, {})
  } catch (error) {
    if (error instanceof StatisticsError) return { notComputed: error.message }
    throw error
  }
}

function overlapOf(a: Sample, b: Sample): CovariateOverlap {
  const [first, second] = [Array.from(a), Array.from(b)]
  const extremes = (values: number[]) =>
    values.reduce(([low, high], x) => [Math.min(low, x), Math.max(high, x)] as const, [
      Infinity,
      -Infinity,
    ] as readonly [number, number])
  const [[lowA, highA], [lowB, highB]] = [extremes(first), extremes(second)]
  const [low, high] = [Math.max(lowA, lowB), Math.min(highA, highB)]
  if (low > high) return { shares: [0, 0] }
  const inside = (values: number[]) => values.filter((x) => low <= x && x <= high).length / values.length
  return { range: [low, high], shares: [inside(first), inside(second)] }
}
