import { acrossModels, hedgesG, median, specificationCurve, welchT } from '@umbra/stats'
import type { StudyConfig } from '../mapping/config.js'
import type { Random } from '../random.js'
import { ifDefined } from '../study/test-or-reason.js'
import { influences } from './influences.js'
import type { AcrossModelsEstimate, MeasureCurve, ModelEstimate, SpecificationEstimate } from './result.js'

/** One measure under one specification and one network, NaN where it is not defined for an image. */
export interface Column {
  /** Of each class, positions of its images among all subjects of the class, and the measure of each. */
  readonly classes: readonly [ColumnHalf, ColumnHalf]
}

interface ColumnHalf {
  readonly subjects: Uint32Array
  readonly values: Float64Array
}

export interface CurveInput {
  readonly measure: string
  /** [specifications][models] */
  readonly columns: readonly (readonly Column[])[]
  /** Subjects of each class. */
  readonly subjects: readonly [number, number]
  /** [specifications] the choices in words. */
  readonly choices: readonly Readonly<Record<string, string>>[]
  readonly models: readonly string[]
}

/** Every estimate of one measure, and what they come to. */
export function estimateCurve(
  input: CurveInput,
  { confidence, permutations }: Pick<StudyConfig, 'confidence' | 'permutations'>,
  random: Random,
): MeasureCurve {
  const estimates = input.columns.map((columns) => specificationEstimate(columns, confidence))
  const all = estimates.flatMap(({ models }) => models.filter((estimate) => estimate !== null))
  const alpha = 1 - confidence
  const share = (holds: (estimate: ModelEstimate) => boolean) =>
    all.length > 0 ? all.filter(holds).length / all.length : 0
  const across = acrossMedians(estimates, confidence)
  return {
    measure: input.measure,
    estimates,
    positive: share(({ g }) => g > 0),
    negative: share(({ g }) => g < 0),
    significantPositive: share(({ g, p }) => p <= alpha && g > 0),
    significantNegative: share(({ g, p }) => p <= alpha && g < 0),
    joint: jointFigures(input, estimates, { permutations, alpha }, random.split(`joint ${input.measure}`)),
    ...(across && { across }),
    influences: influences(estimates, input.choices, input.models),
  }
}

function specificationEstimate(columns: readonly Column[], confidence: number): SpecificationEstimate {
  const models = columns.map((column) => modelEstimate(column, confidence))
  const defined = models.flatMap((estimate) => (estimate === null ? [] : estimate.g))
  const across = defined.length === models.length ? acrossOf(defined, confidence) : undefined
  return { models, ...(across && { across }) }
}

function modelEstimate({ classes }: Column, confidence: number): ModelEstimate | null {
  const [a, b] = classes.map(({ values }) => values.filter((value) => !Number.isNaN(value)))
  return (
    ifDefined(() => {
      const { value, interval } = hedgesG(a!, b!, { confidence })
      const { estimate, p } = welchT(a!, b!, { confidence })
      return { g: value, interval, p, difference: estimate }
    }) ?? null
  )
}

/** Networks' medians over the specifications, the networks being the replicates. */
function acrossMedians(
  estimates: readonly SpecificationEstimate[],
  confidence: number,
): AcrossModelsEstimate | undefined {
  const models = estimates[0]?.models.length ?? 0
  const medians = Array.from({ length: models }, (_, m) =>
    estimates.flatMap((estimate) => estimate.models[m]?.g ?? []),
  )
  return medians.every(({ length }) => length > 0) ? acrossOf(medians.map(median), confidence) : undefined
}

function acrossOf(estimates: readonly number[], confidence: number): AcrossModelsEstimate | undefined {
  return ifDefined(() => {
    const { estimate, interval, p, sd } = acrossModels(estimates, { confidence })
    return { estimate, interval, p, sd }
  })
}

/** Simonsohn, Simmons and Nelson's joint test, over the specifications and networks that define the measure. */
function jointFigures(
  { columns, subjects }: CurveInput,
  estimates: readonly SpecificationEstimate[],
  { permutations, alpha }: { readonly permutations: number; readonly alpha: number },
  random: Random,
): MeasureCurve['joint'] {
  const defined = columns.flatMap((row, s) => row.filter((_, m) => estimates[s]!.models[m] !== null))
  if (defined.length === 0) {
    const none = { value: Number.NaN, p: 1 }
    return { median: none, sameSign: none, significant: none, permutations }
  }
  const [a, b] = subjects.map((n, c) => table(defined, n, c as 0 | 1))
  const {
    median: figure,
    sameSign,
    significant,
  } = specificationCurve(a!, b!, defined.length, {
    permutations,
    alpha,
    uniform: () => random.uniform(),
  })
  // The test takes Cohen's d, which is g but for a factor next to 1; what is shown is the median of the g shown.
  const g = estimates.flatMap(({ models }) => models.flatMap((estimate) => estimate?.g ?? []))
  return { median: { value: median(g), p: figure.p }, sameSign, significant, permutations }
}

/** float64 [n, columns]: a row for each subject of the class, NaN where a column leaves it out. */
function table(columns: readonly Column[], n: number, c: 0 | 1): Float64Array {
  const values = new Float64Array(n * columns.length).fill(Number.NaN)
  columns.forEach(({ classes }, k) => {
    const half = classes[c]
    half.subjects.forEach((subject, i) => {
      values[subject * columns.length + k] = half.values[i]!
    })
  })
  return values
}
