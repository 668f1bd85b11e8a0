import { mean } from '../descriptive/mean.js'
import { variance } from '../descriptive/variance.js'
import { studentTDistribution } from '../distributions/student-t.js'
import { requireBetween, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import type { TestResult } from '../test-result.js'
import { type CochranWeights, cochranLogP, cochranQuantile } from './cochran.js'
import { type CrossedVariance, crossedVariance } from './crossed-variance.js'
import { type ClassMeanSquares, classMeanSquares, requireNetworks } from './mean-squares.js'

export interface CrossedOptions {
  /** Level of the interval, between 0 and 1; 0.95 unless told. */
  readonly confidence?: number | undefined
  /**
   * Whether each class has its own variances of images (`apart`, the default, as Welch's t) or both have one (`pooled`, the
   * mixed model with one random effect of images).
   */
  readonly variances?: 'apart' | 'pooled' | undefined
}

export interface CrossedDifference extends TestResult {
  /** Satterthwaite's df of the squared standard error. */
  readonly df: number
  readonly estimate: number
  /** estimate ± Cochran's critical value × standard error; `p` is by the same. */
  readonly interval: readonly [number, number]
  readonly standardError: number
  /** The interval by Satterthwaite's df, narrower where networks are few. */
  readonly satterthwaite: readonly [number, number]
  /** What the squared standard error is made of. */
  readonly variance: CrossedVariance
  /** float64 [m] the difference (or effect) of each network. */
  readonly perNetwork: Float64Array
}

/**
 * Difference of two classes' means, with an interval that holds for new networks and for new images: both are drawn at random, and
 * every network measures every image.
 *
 * y_kci = μ_c + N_k + D_kc + I_ci + e_kci for network k and image i of class c. The network's level N cancels from the difference; what is
 * left varies by the networks' own differences D, by the images I and by what the network makes of the image e. The estimators are those of the
 * analysis of variance, in closed form: {@link CrossedVariance}. With the variances pooled and equally many images they are the REML estimates
 * of lme4's `y ~ class + (1 | network) + (1 | network:class) + (1 | image)`, wherever none is 0 there, and the df are lmerTest's
 * (Satterthwaite, 1946, Biometrics Bulletin 2, 110–114; Searle, Casella and McCulloch, 1992, Variance Components, chapter 4; crossed samples of
 * both: Clark, 1973, Journal of Verbal Learning and Verbal Behavior 12, 335–359).
 *
 * Intervals of R regions hold together, by Bonferroni's inequality, at a confidence of 1 − (1 − confidence)/R each.
 *
 * Of 3 networks Satterthwaite's interval holds 92% of the time where 95% was asked; that used here, of Cochran and Cox’s weighted quantiles, 93% and more.
 *
 * Values that do not vary at all give statistic 0, p 1 and an interval of no width where the classes agree, an error where they do not.
 *
 * @param a - [m, n₁] row by row: the first class's images in each of m networks, the same images in every row
 * @param b - [m, n₂]
 * @param networks - m ≥ 2
 * @returns estimate and interval are of the difference of means, a − b
 * @throws StatisticsError TOO_FEW_VALUES (m < 2, n < 2), LENGTH_MISMATCH, NOT_FINITE (a missing value: the design must be
 *   complete), ZERO_VARIANCE, OUT_OF_RANGE
 */
export function crossedDifference(
  a: Sample,
  b: Sample,
  networks: number,
  options: CrossedOptions = {},
): CrossedDifference {
  requireNetworks(networks)
  const classes = [classMeanSquares(a, networks, 'a'), classMeanSquares(b, networks, 'b')] as const
  const magnitude = Math.max(...classes.flatMap(({ means }) => [...means].map(Math.abs)))
  const perNetwork = classes[0].means.map((own, k) => own - classes[1].means[k]!)
  return crossedResult({ name: 'crossed networks and images', perNetwork, classes, magnitude }, options)
}

/** A spread smaller than this share of the means is rounding error, as in a t test. */
const ROUNDING = 10 * Number.EPSILON

/** Estimate, intervals and p from the networks' differences and the classes' mean squares. */
export function crossedResult(
  parts: {
    readonly name: string
    readonly perNetwork: Float64Array
    readonly classes: readonly [ClassMeanSquares, ClassMeanSquares]
    /** What rounding errors are measured against. */
    readonly magnitude: number
  },
  options: CrossedOptions,
): CrossedDifference {
  const { name, perNetwork, classes, magnitude } = parts
  const { confidence = 0.95, variances = 'apart' } = options
  requireBetween(confidence, 'confidence', 0, 1)
  const networks = perNetwork.length
  const estimate = mean(perNetwork)
  const spread = crossedVariance(variance(perNetwork), networks, classes, variances === 'pooled')
  const standardError = Math.sqrt(spread.total)
  const common = { name, df: spread.df, estimate, standardError, variance: spread, perNetwork }
  if (standardError <= ROUNDING * magnitude) {
    if (Math.abs(estimate) > ROUNDING * magnitude) {
      throw new StatisticsError('ZERO_VARIANCE', `${name}: the values do not vary, yet differ by ${estimate}`)
    }
    const none = [estimate, estimate] as const
    return { ...common, statistic: 0, p: 1, logP: 0, interval: none, satterthwaite: none }
  }
  const weights: CochranWeights = { weight: spread.networkWeight, df: networks - 1, otherDf: spread.imageDf }
  const around = (critical: number) =>
    [estimate - critical * standardError, estimate + critical * standardError] as const
  const tail = (1 - confidence) / 2
  const logP = cochranLogP(weights, estimate / standardError)
  return {
    ...common,
    statistic: estimate / standardError,
    p: Math.exp(logP),
    logP,
    interval: around(cochranQuantile(weights, Math.log(tail))),
    satterthwaite: around(studentTDistribution(spread.df).upperQuantile(tail)),
  }
}
