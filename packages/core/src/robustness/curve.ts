import { mean } from '@umbra/stats'
import type { FigureOptions } from '../figures/figure-options.js'
import {
  type Specification,
  type SpecificationCurve,
  specificationCurveFigure,
} from '../figures/specification-curve.js'
import { formatFixed, formatNumber, formatP, formatShare, intervalName } from '../words/format.js'
import { choicesInWords } from './grid.js'
import type { MeasureCurve, PatternCurve, RobustnessResult } from './result.js'

type Drawn = Pick<RobustnessResult, 'classes' | 'config' | 'specifications' | 'reference' | 'models'>

/**
 * A measure's curve as the figure and the report show it: a column for each specification. With several networks its
 * estimate is their mean g, its interval and p those across networks; with one they are that network's, over images.
 */
export function specificationCurveOf(result: Drawn, curve: MeasureCurve): SpecificationCurve {
  const networks = result.models.length
  return {
    ...frameOf(result, `Hedges g, ${curve.measure}`),
    lines: `${intervalName(result.config.confidence)} over ${networks > 1 ? 'networks' : 'images'}`,
    specifications: curve.estimates.map((estimate, s) => ({
      choices: choicesInWords(result.specifications[s]!),
      ...shown(estimate, networks),
    })),
    joint: jointText(curve),
  }
}

/**
 * The curve of the class × region interaction. With several networks its estimate is their mean, its line reaches from the
 * lowest to the highest, and its p is the largest: significant is what is significant on every network.
 */
export function patternCurveOf(result: Drawn, { estimates, joint }: PatternCurve): SpecificationCurve {
  const networks = result.models.length
  return {
    ...frameOf(result, 'generalised eta squared of class × region'),
    directed: false,
    ...(networks > 1 && { lines: 'lowest to highest network' }),
    specifications: estimates.map(({ models }, s) => ({
      choices: choicesInWords(result.specifications[s]!),
      ...shownPattern(models),
    })),
    joint:
      `Joint permutation test: median eta squared ${formatNumber(joint.median.value, 2)}, ${formatP(joint.median.p)}; ` +
      `significant ${formatShare(joint.significant.value)}, ${formatP(joint.significant.p)}.`,
  }
}

/** The curve a report begins with: the primary question's, or the first measure's where there is a single region. */
export function primaryCurveOf(result: RobustnessResult): SpecificationCurve {
  return result.pattern
    ? patternCurveOf(result, result.pattern)
    : specificationCurveOf(result, result.curves[0]!)
}

function frameOf({ classes: [a, b], config, models, reference }: Drawn, measure: string) {
  const networks = models.length
  return {
    classes: [a.name, b.name] as const,
    measure: `${measure}${networks > 1 ? `, mean of ${networks} networks` : ''}`,
    alpha: 1 - config.confidence,
    networks,
    reference,
  }
}

const UNDEFINED = { estimate: Number.NaN, interval: [Number.NaN, Number.NaN], p: Number.NaN } as const

function shown(
  { models, across }: MeasureCurve['estimates'][number],
  networks: number,
): Omit<Specification, 'choices'> {
  if (networks > 1 && across) {
    const { estimate, interval, p } = across
    return { estimate, interval, p, singles: models.map((one) => one?.g ?? Number.NaN) }
  }
  const only = networks === 1 ? models[0] : undefined
  return only ? { estimate: only.g, interval: only.interval, p: only.p } : UNDEFINED
}

function shownPattern(models: PatternCurve['estimates'][number]['models']): Omit<Specification, 'choices'> {
  const defined = models.filter((one) => one !== null)
  if (defined.length < models.length) return UNDEFINED
  const sizes = defined.map(({ etaSquared }) => etaSquared)
  const several = sizes.length > 1
  return {
    estimate: mean(sizes),
    interval: several ? [Math.min(...sizes), Math.max(...sizes)] : UNDEFINED.interval,
    p: Math.max(...defined.map(({ p }) => p)),
    ...(several && { singles: sizes }),
  }
}

/** `Joint permutation test: median g −0.31, p = 2.0 × 10⁻⁴; share of one sign 80%, p = 0.12; …` */
function jointText({ joint: { median, sameSign, significant } }: MeasureCurve): string {
  return (
    `Joint permutation test: median g ${formatFixed(median.value, 2)}, ${formatP(median.p)}; ` +
    `of one sign ${formatShare(sameSign.value)}, ${formatP(sameSign.p)}; ` +
    `significant with one sign ${formatShare(significant.value)}, ${formatP(significant.p)}.`
  )
}

/** A measure's curve's file: `robustness-whole-map`. */
export function curveName(measure: string): string {
  return `robustness-${measure.replaceAll(' ', '-')}`
}

/** The curves drawn, by the name of the file each is written to: `robustness` is the primary one. */
export function robustnessFigures(result: RobustnessResult, options: FigureOptions): Record<string, string> {
  return {
    robustness: specificationCurveFigure(primaryCurveOf(result), options),
    ...Object.fromEntries(
      result.curves.map((curve) => [
        curveName(curve.measure),
        specificationCurveFigure(specificationCurveOf(result, curve), options),
      ]),
    ),
  }
}
