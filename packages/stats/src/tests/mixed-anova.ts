import { fDistribution } from '../distributions/f.js'
import { requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import type { EffectSize, TestResult } from '../test-result.js'
import { greenhouseGeisser } from './greenhouse-geisser.js'
import { type MixedDesign, splitPlotSums } from './split-plot-sums.js'

/** One effect of the analysis: F, its df and p, and generalised eta squared. */
export interface AnovaEffect extends TestResult {
  /** Numerator and denominator df: of the test of subjects' differences, multiplied by epsilon. */
  readonly df: readonly [number, number]
  readonly effect: EffectSize
  readonly sumOfSquares: number
  readonly errorSumOfSquares: number
  /** Greenhouse–Geisser epsilon by which df were multiplied; 1 for the effect between groups. */
  readonly epsilon: number
  /** p without the correction, for data known to be spherical. */
  readonly pUncorrected: number
}

export interface MixedAnova {
  /** Do the groups differ on average over the levels? */
  readonly between: AnovaEffect
  /** Do the levels differ on average over the groups? */
  readonly within: AnovaEffect
  /** Do the groups differ in their pattern over the levels? */
  readonly interaction: AnovaEffect
}

export interface MixedAnovaOptions {
  /** What groups and levels are called in the names of the effects; `group` and `level` unless told. */
  readonly names?: { readonly between: string; readonly within: string } | undefined
}

/**
 * Mixed-design (split-plot) analysis of variance: groups of subjects, each subject measured at the same R levels.
 *
 * F between groups rests on subjects' means; F within subjects and of the interaction on the subject × level residual,
 * their df multiplied by Greenhouse and Geisser's epsilon (1959, Psychometrika 24, 95–112), which guards against
 * unequal variances and correlations of the levels. Group sizes may differ: the effect of levels is then the unweighted
 * mean over groups (type III sums of squares); the other two do not depend on the type. Effects are sized by
 * generalised eta squared, SS / (SS + SS subjects + SS residual), both factors taken as manipulated (Olejnik and
 * Algina, 2003, Psychological Methods 8, 434–447; Bakeman, 2005, Behavior Research Methods 37, 379–384).
 *
 * An effect without error variance has F 0 and p 1 where it is zero itself, and is an error where it is not.
 *
 * @param values - [n, R] row by row, one row per subject, finite
 * @param groups - [n] the group of each subject, any numbers
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (under 2 levels, 2 groups, or 2 subjects in a group),
 *   NOT_FINITE, ZERO_VARIANCE
 */
export function mixedAnova(
  values: Sample,
  groups: ArrayLike<number>,
  options: MixedAnovaOptions = {},
): MixedAnova {
  const { between = 'group', within = 'level' } = options.names ?? {}
  const design = arrange(values, groups)
  const sums = splitPlotSums(design)
  const { subjects, levels, groupSizes } = design
  const dfGroups = groupSizes.length - 1
  const dfSubjects = subjects - groupSizes.length
  const dfLevels = levels - 1
  const epsilon = greenhouseGeisser(sums.residuals, levels)
  const spread = sums.subjects + sums.residual
  const effect = (
    name: string,
    sum: number,
    error: number,
    df: readonly [number, number],
    correction: number,
  ) => anovaEffect({ name, sum, error, df, epsilon: correction, spread, rounding: sums.rounding })
  const dfResidual = dfLevels * dfSubjects
  return {
    between: effect(between, sums.groups, sums.subjects, [dfGroups, dfSubjects], 1),
    within: effect(within, sums.levels, sums.residual, [dfLevels, dfResidual], epsilon),
    interaction: effect(
      `${between} × ${within} interaction`,
      sums.interaction,
      sums.residual,
      [dfGroups * dfLevels, dfResidual],
      epsilon,
    ),
  }
}

function arrange(values: Sample, groups: ArrayLike<number>): MixedDesign {
  const subjects = groups.length
  const levels = subjects > 0 ? values.length / subjects : 0
  if (!Number.isInteger(levels)) {
    const detail = `values holds ${values.length} numbers, not a whole number for each of ${subjects} subjects`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
  requireSample(values, 'values', 0)
  const labels = [...new Set(Array.from(groups))]
  const groupOf = Int32Array.from(groups, (label) => labels.indexOf(label))
  const groupSizes = new Float64Array(labels.length)
  for (const group of groupOf) groupSizes[group]!++
  if (levels < 2 || labels.length < 2 || groupSizes.some((size) => size < 2)) {
    const held = `${levels} levels, groups of ${[...groupSizes].join(', ') || 'none'}`
    throw new StatisticsError('TOO_FEW_VALUES', `values holds ${held}; 2 levels and 2 groups of 2 are needed`)
  }
  return { values, subjects, levels, groupOf, groupSizes }
}

function anovaEffect(parts: {
  readonly name: string
  readonly sum: number
  readonly error: number
  readonly df: readonly [number, number]
  readonly epsilon: number
  readonly spread: number
  readonly rounding: number
}): AnovaEffect {
  const { name, sum, error, epsilon, spread, rounding } = parts
  const [df1, df2] = parts.df
  const df = [df1 * epsilon, df2 * epsilon] as const
  const common = { name, df, sumOfSquares: sum, errorSumOfSquares: error, epsilon }
  const size = (value: number): EffectSize => ({ name: 'generalised eta squared', value })
  if (error <= rounding) {
    if (sum > rounding) {
      throw new StatisticsError('ZERO_VARIANCE', `${name}: no variance is left to compare the effect with`)
    }
    return { ...common, statistic: 0, p: 1, logP: 0, pUncorrected: 1, effect: size(0) }
  }
  const statistic = sum / df1 / (error / df2)
  const logP = fDistribution(...df).logSurvival(statistic)
  return {
    ...common,
    statistic,
    p: Math.exp(logP),
    logP,
    pUncorrected: fDistribution(df1, df2).survival(statistic),
    effect: size(sum / (sum + spread)),
  }
}
