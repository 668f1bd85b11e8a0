import { mean } from '@umbra/stats'
import type { FigureOptions } from '../figures/figure-options.js'
import {
  type Specification,
  type SpecificationCurve,
  specificationCurveFigure,
} from '../figures/specification-curve.js'
import {
  formatCount,
  formatFixed,
  formatNumber,
  formatP,
  formatShare,
  intervalName,
} from '../words/format.js'
import { choicesInWords } from './grid.js'
import type { MeasureCurve, PatternCurve, RobustnessResult } from './result.js'

type Drawn = Pick<RobustnessResult, 'classes' | 'config' | 'specifications' | 'reference' | 'models'>

/**
 * A measure's curve as the figure and the report show it: a column for each group of specifications that give one answer. With several
 * networks its estimate is their mean g, its interval and p those for new networks and new images; with one they are that network's, over
 * images.
 */
export function specificationCurveOf(result: Drawn, curve: MeasureCurve): SpecificationCurve {
  const networks = result.models.length
  const places = placesShown(curve)
  const over = networks === 1 ? 'images' : curve.groups ? 'networks and images' : 'networks'
  return {
    ...frameOf(result, `Hedges g, ${curve.measure}`, places),
    lines: `${intervalName(result.config.confidence)} over ${over}`,
    specifications: places.map((s) => ({
      choices: choicesInWords(result.specifications[s]!),
      ...shown(curve.estimates[s]!, networks),
    })),
    joint: `${onceText(curve)}${jointText(curve)}`,
  }
}

/**
 * The curve of the class × region interaction. With several networks its estimate is their mean, its line reaches from the
 * lowest to the highest, and its p is the largest: significant is what is significant on every network.
 */
export function patternCurveOf(result: Drawn, curve: PatternCurve): SpecificationCurve {
  const networks = result.models.length
  const { estimates, joint } = curve
  const places = placesShown(curve)
  return {
    ...frameOf(result, 'generalised eta squared of class × region', places),
    directed: false,
    ...(networks > 1 && { lines: 'lowest to highest network' }),
    specifications: places.map((s) => ({
      choices: choicesInWords(result.specifications[s]!),
      ...shownPattern(estimates[s]!.models),
    })),
    joint:
      `${onceText(curve)}Joint permutation test: median eta squared ${formatNumber(joint.median.value, 2)}, ${formatP(joint.median.p)}; ` +
      `significant ${formatShare(joint.significant.value)}, ${formatP(joint.significant.p)}.`,
  }
}

/** The curve a report begins with: the primary question's, or the first measure's where there is a single region. */
export function primaryCurveOf(result: RobustnessResult): SpecificationCurve {
  return result.pattern
    ? patternCurveOf(result, result.pattern)
    : specificationCurveOf(result, result.curves[0]!)
}

/** The specifications shown: of each group its representative; in results without groups all. */
function placesShown({ groups, estimates }: MeasureCurve | PatternCurve): readonly number[] {
  return groups?.map(({ representative }) => representative) ?? [...estimates.keys()]
}

/** `768 specifications give 61 answers, each shown once; they amount to 9.3 different ones. ` */
function onceText({ groups, effective }: MeasureCurve | PatternCurve): string {
  if (!groups || groups.length === 0) return ''
  const all = groups.reduce((sum, { members }) => sum + members.length, 0)
  if (all < 2) return ''
  return (
    `${formatCount(all)} specifications give ${formatCount(groups.length)} ${groups.length === 1 ? 'answer' : 'answers'}, ` +
    `each shown once; they amount to ${formatNumber(effective ?? Number.NaN, 2)} different ones. `
  )
}

function frameOf(
  { classes: [a, b], config, models, reference }: Drawn,
  measure: string,
  places: readonly number[],
) {
  const networks = models.length
  return {
    classes: [a.name, b.name] as const,
    measure: `${measure}${networks > 1 ? `, mean of ${networks} networks` : ''}`,
    alpha: 1 - config.confidence,
    networks,
    ...(places.includes(reference) && { reference: places.indexOf(reference) }),
  }
}

const UNDEFINED = { estimate: Number.NaN, interval: [Number.NaN, Number.NaN], p: Number.NaN } as const

function shown(
  { models, crossed, across }: MeasureCurve['estimates'][number],
  networks: number,
): Omit<Specification, 'choices'> {
  const over = crossed ?? across
  if (networks > 1 && over) {
    const { estimate, interval, p } = over
    return { estimate, interval, p, singles: models.map((one) => one?.g ?? Number.NaN) }
  }
  const only = networks === 1 ? models[0] : undefined
  return only ? { estimate: only.g, interval: only.interval ?? UNDEFINED.interval, p: only.p } : UNDEFINED
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
function jointText({ joint: { median, sameSign, ...joint } }: MeasureCurve): string {
  const { significantPositive: above, significantNegative: below, significant } = joint
  const shares =
    above && below
      ? `significantly above 0 ${formatShare(above.value)}, ${formatP(above.p)}; below ${formatShare(below.value)}, ${formatP(below.p)}.`
      : `significant with one sign ${formatShare(significant.value)}, ${formatP(significant.p)}.`
  return (
    `Joint permutation test: median g ${formatFixed(median.value, 2)}, ${formatP(median.p)}; ` +
    `of one sign ${formatShare(sameSign.value)}, ${formatP(sameSign.p)}; ` +
    shares
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
