import { median, specificationCurve } from '@umbra/stats'
import type { StudyConfig } from '../mapping/config.js'
import type { Random } from '../random.js'
import type { Measure } from '../study/measures.js'
import { type Column, crossedMean, ownEstimates } from './crossed.js'
import type { Duplicates } from './duplicates.js'
import { columnOf, togetherIn } from './estimate-all.js'
import { influences } from './influences.js'
import type { Repetitions } from './repetitions.js'
import type { MeasureCurve, ModelEstimate, SpecificationEstimate } from './result.js'

export interface CurveInput {
  readonly measure: Measure
  readonly repetitions: Repetitions
  readonly estimates: readonly SpecificationEstimate[]
  /** Undefined where no specification defines the measure. */
  readonly duplicates: Duplicates | undefined
  /** The study's own specification. */
  readonly reference: number
  /** [specifications] the choices in words. */
  readonly choices: readonly Readonly<Record<string, string>>[]
  readonly models: readonly string[]
}

/** What the estimates of one measure come to, each group of duplicates counted once. */
export function estimateCurve(
  input: CurveInput,
  { confidence, permutations }: Pick<StudyConfig, 'confidence' | 'permutations'>,
  random: Random,
): MeasureCurve {
  const { measure, estimates, duplicates, repetitions, reference } = input
  const groups = duplicates?.groups ?? []
  const shown = groups.map(({ representative }) => representative)
  const counted = shown.flatMap((s) => estimates[s]!.models.filter((one) => one !== null))
  const alpha = 1 - confidence
  const share = (holds: (estimate: ModelEstimate) => boolean) =>
    counted.length > 0 ? counted.filter(holds).length / counted.length : 0
  const columnsOf = (s: number): Column[] =>
    Array.from({ length: repetitions.networks }, (_, m) => columnOf(repetitions.read(s, m), measure))
  const settings = { confidence, together: togetherIn(repetitions.cuts[0]!, measure) }
  const stream = (name: string) => {
    const split = random.split(`${name} ${measure.name}`)
    return () => split.uniform()
  }
  const whole = shown.filter((s) => !estimates[s]!.models.includes(null))
  const crossed = crossedMean(whole.map(columnsOf), settings, stream('bootstrap'))
  const own = ownEstimates(columnsOf(reference), settings, stream('own bootstrap'))
  return {
    measure: measure.name,
    estimates,
    groups,
    effective: duplicates?.effective ?? 0,
    positive: share(({ g }) => g > 0),
    negative: share(({ g }) => g < 0),
    significantPositive: share(({ g, p }) => p <= alpha && g > 0),
    significantNegative: share(({ g, p }) => p <= alpha && g < 0),
    joint: jointFigures(input, shown, columnsOf, { permutations, alpha, uniform: stream('joint') }),
    ...(crossed && { crossed }),
    ...(own && { own }),
    influences: influences(estimates, input.choices, input.models),
  }
}

/** Simonsohn, Simmons and Nelson's joint test, over the groups and networks that define the measure. */
function jointFigures(
  { repetitions, estimates }: CurveInput,
  shown: readonly number[],
  columnsOf: (specification: number) => readonly Column[],
  { permutations, alpha, uniform }: { permutations: number; alpha: number; uniform: () => number },
): MeasureCurve['joint'] {
  const defined = shown.flatMap((s) => columnsOf(s).filter((_, m) => estimates[s]!.models[m] !== null))
  if (defined.length === 0) {
    const none = { value: Number.NaN, p: 1 }
    return {
      ...{ median: none, sameSign: none, significant: none, permutations },
      significantPositive: none,
      significantNegative: none,
    }
  }
  const [a, b] = repetitions.subjects.map(({ length }, c) => table(defined, length, c as 0 | 1))
  const { median: figure, ...shares } = specificationCurve(a!, b!, defined.length, {
    permutations,
    alpha,
    uniform,
  })
  // The test takes Cohen's d, which is g but for a factor next to 1; what is shown is the median of the g shown.
  const g = shown.flatMap((s) => estimates[s]!.models.flatMap((estimate) => estimate?.g ?? []))
  const { sameSign, significant, significantPositive, significantNegative } = shares
  return {
    median: { value: median(g), p: figure.p },
    ...{ sameSign, significant, significantPositive, significantNegative, permutations },
  }
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
