import type { FigureOptions } from '../figures/chart.js'
import { formatFixed, formatP, formatPercent } from '../figures/format.js'
import {
  type Specification,
  type SpecificationCurve,
  specificationCurveFigure,
} from '../figures/specification-curve.js'
import { choicesInWords } from './grid.js'
import type { MeasureCurve, RobustnessResult } from './result.js'

/**
 * A measure's curve as the figure and the report show it: a column for each specification. With several networks its
 * estimate is their mean g, its interval and p those across networks; with one they are that network's, over images.
 */
export function specificationCurveOf(
  result: Pick<RobustnessResult, 'classes' | 'config' | 'specifications' | 'reference' | 'models'>,
  curve: MeasureCurve,
): SpecificationCurve {
  const [a, b] = result.classes
  const networks = result.models.length
  return {
    classes: [a.name, b.name],
    measure: `Hedges g, ${curve.measure}${networks > 1 ? `, mean of ${networks} networks` : ''}`,
    alpha: 1 - result.config.confidence,
    specifications: curve.estimates.map((estimate, s) => ({
      choices: choicesInWords(result.specifications[s]!),
      ...shown(estimate, networks),
    })),
    reference: result.reference,
    joint: jointText(curve),
  }
}

function shown(
  { models, across }: MeasureCurve['estimates'][number],
  networks: number,
): Omit<Specification, 'choices'> {
  if (networks > 1 && across) return across
  const only = networks === 1 ? models[0] : undefined
  if (only) return { estimate: only.g, interval: only.interval, p: only.p }
  return { estimate: Number.NaN, interval: [Number.NaN, Number.NaN], p: Number.NaN }
}

/** `Joint permutation test: median g −0.31, p = 2.0 × 10⁻⁴; share of one sign 80%, p = 0.12; …` */
function jointText({ joint: { median, sameSign, significant } }: MeasureCurve): string {
  return (
    `Joint permutation test: median g ${formatFixed(median.value, 2)}, ${formatP(median.p)}; ` +
    `of one sign ${formatPercent(sameSign.value, 0)}, ${formatP(sameSign.p)}; ` +
    `significant with one sign ${formatPercent(significant.value, 0)}, ${formatP(significant.p)}.`
  )
}

/**
 * The curves drawn, by the name of the file each is written to: the headline as `robustness`, the others as
 * `robustness-top` and so on.
 */
export function robustnessFigures(result: RobustnessResult, options: FigureOptions): Record<string, string> {
  return Object.fromEntries(
    result.curves.map((curve, i) => [
      i === 0 ? 'robustness' : `robustness-${curve.measure.replaceAll(' ', '-')}`,
      specificationCurveFigure(specificationCurveOf(result, curve), options),
    ]),
  )
}
