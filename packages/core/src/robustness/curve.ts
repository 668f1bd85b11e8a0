import { formatNumber, formatP } from '../figures/format.js'
import type { Specification, SpecificationCurve } from '../figures/specification-curve.js'
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
    measure: `Hedges g, ${curve.measure}, ${a.name} − ${b.name}${networks > 1 ? `, mean of ${networks} networks` : ''}`,
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

/** `Labels permuted jointly: median g −0.31, p = 2.0 × 10⁻⁴; share of one sign 80%, p = …` */
function jointText({ joint, measure }: MeasureCurve): string {
  const { median, sameSign, significant } = joint
  return (
    `Labels of images permuted jointly over all of these (${measure}): median g ${formatNumber(median.value, 2)}, ${formatP(median.p)}; ` +
    `share of one sign ${formatP(sameSign.p)}; share significant with one sign ${formatP(significant.p)}.`
  )
}
