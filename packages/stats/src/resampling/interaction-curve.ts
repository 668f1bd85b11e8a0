import { median } from '../descriptive/median.js'
import { fDistribution } from '../distributions/f.js'
import { requireBetween, requireCount, type Sample, type Uniform } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import { epsilonOf } from '../tests/greenhouse-geisser.js'
import { type JointPermutationOptions, type JointStatistics, jointPermutation } from './joint-permutation.js'
import { permutationPValue } from './permutation-p-value.js'
import { profileContrasts } from './profile-contrasts.js'
import type { CurveStatistic } from './specification-curve.js'

export interface InteractionCurveOptions extends JointPermutationOptions {
  /** Specifications, K. */
  readonly specifications: number
  /** Levels each subject is measured at, R ≥ 2. */
  readonly levels: number
  /** Level at which a single specification counts as significant; 0.05 unless told. */
  readonly alpha?: number | undefined
}

/** Specifications that measure each subject at one number of levels. */
export interface InteractionBlock {
  /** [nA, K, R] row by row: the profile of each subject of the first group under each specification. */
  readonly a: Sample
  /** [nB, K, R] */
  readonly b: Sample
  /** K */
  readonly specifications: number
  /** R ≥ 2 */
  readonly levels: number
}

export interface InteractionCurve {
  /** float64 [K] generalised eta squared of the group × level interaction. */
  readonly effects: Float64Array
  /** float64 [K] its p, with Greenhouse and Geisser's correction; 1 where nothing varies. */
  readonly p: Float64Array
  /** Median of generalised eta squared; its p compares medians of partial eta squared. */
  readonly median: CurveStatistic
  /** Share of specifications with a significant interaction. */
  readonly significant: CurveStatistic
  readonly permutations: number
}

/**
 * Joint test of a group × level interaction under K specifications: do two groups differ in their pattern over R levels,
 * taken over all the ways of running the comparison?
 *
 * Each profile is turned into R orthonormal contrasts, the first its level. The interaction's sum of squares is that of
 * the other contrasts between the groups, and with them Greenhouse and Geisser's epsilon and eta squared follow for every
 * relabelling as `mixedAnova` has them. Subjects are relabelled for all specifications at once; the median and the share
 * significant are compared with those of the relabelled curves, p = (b + 1)/(m + 1), as in `specificationCurve`. An
 * interaction has no sign, so there is no share of one sign.
 *
 * What is compared by its median is partial eta squared, SS / (SS + SS residual): generalised eta squared, which is shown,
 * also falls with the spread of the subjects' levels, and a difference in level alone would be taken for one in pattern.
 *
 * @param a - [nA, K, R] row by row: the profile of each subject of the first group under each specification; one that
 *   holds a NaN is left out of its specification
 * @param b - [nB, K, R]
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (nA or nB < 2), NOT_FINITE (an infinity), OUT_OF_RANGE
 */
export function interactionCurve(a: Sample, b: Sample, options: InteractionCurveOptions): InteractionCurve {
  const { specifications, levels, ...others } = options
  return interactionCurves([{ a, b, specifications, levels }], others)
}

/**
 * {@link interactionCurve} over specifications that differ in their number of levels, such as regions cut in several ways: one curve, under the
 * same relabellings.
 *
 * @param blocks - of the same subjects in the same order
 * @returns effects and p of all blocks' specifications, block after block
 * @throws StatisticsError as {@link interactionCurve}; LENGTH_MISMATCH also where blocks differ in their subjects
 */
export function interactionCurves(
  blocks: readonly InteractionBlock[],
  options: Omit<InteractionCurveOptions, 'specifications' | 'levels'>,
): InteractionCurve {
  const { permutations = 4999, uniform, alpha = 0.05 } = options
  requireBetween(alpha, 'alpha', 0, 1)
  requireCount(blocks.length, 'blocks', 1)
  const replays = replayed(uniform, blocks.length)
  const read = blocks.map((block, i) => readBlock(block, { permutations, uniform: replays[i]! }, alpha))
  requireSameSubjects(blocks)
  const observed = read.map((readings) => readings.next().value as Reading)
  const effects = joined(observed.map(({ generalised }) => generalised))
  const p = joined(observed.map((reading) => reading.p()))
  const total = effects.length
  const share = (readings: readonly Reading[]) =>
    readings.reduce((sum, { significant }) => sum + significant, 0) / total
  const partial = joined(observed.map((reading) => reading.partial))
  const figures = { median: median(partial), significant: share(observed) }
  const extreme = { median: 0, significant: 0 }
  for (let permutation = 0; permutation < permutations; permutation++) {
    const permuted = read.map((readings) => readings.next().value as Reading)
    joined(
      permuted.map((reading) => reading.partial),
      partial,
    )
    if (median(partial) >= figures.median * (1 - 1e-12)) extreme.median++
    if (share(permuted) >= figures.significant) extreme.significant++
  }
  return {
    effects,
    p,
    median: { value: median(effects), p: permutationPValue(extreme.median, permutations) },
    significant: {
      value: figures.significant,
      p: permutationPValue(extreme.significant, permutations),
    },
    permutations,
  }
}

interface Reading {
  /** [K] each, overwritten by the next reading. */
  readonly partial: Float64Array
  readonly generalised: Float64Array
  /** How many specifications are significant. */
  readonly significant: number
  /** [K] p of each. */
  p(): Float64Array
}

/** The interactions of a block, as observed and then under every relabelling. */
function* readBlock(
  { a, b, specifications, levels }: InteractionBlock,
  options: JointPermutationOptions,
  alpha: number,
): Generator<Reading, void> {
  requireCount(specifications, 'specifications', 1)
  requireCount(levels, 'levels', 2)
  const contrasts = profileContrasts(a, b, specifications, levels)
  const labellings = jointPermutation(...contrasts.groups, specifications * levels, options)
  let read: ReturnType<typeof reader> | undefined
  for (const labelling of labellings) {
    read ??= reader(contrasts.crossProducts, labelling, levels, alpha)
    yield read(labelling)
  }
}

function requireSameSubjects(blocks: readonly InteractionBlock[]): void {
  const counts = blocks.map(({ a, b, specifications, levels }) =>
    [a, b].map(({ length }) => length / (specifications * levels)).join(' and '),
  )
  const other = counts.findIndex((count) => count !== counts[0])
  if (other > 0) {
    const detail = `block ${other} is of ${counts[other]} subjects, block 0 of ${counts[0]}`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
}

/** Several readers of one stream: each gets every number, and they may be one relabelling apart. */
function replayed(uniform: Uniform, readers: number): Uniform[] {
  const places = new Array<number>(readers).fill(0)
  let drawn: number[] = []
  return places.map((_, reader) => () => {
    if (places[reader]! === drawn.length && places.every((place) => place === drawn.length)) {
      drawn = []
      places.fill(0)
    }
    const at = places[reader]!++
    if (at === drawn.length) drawn.push(uniform())
    return drawn[at]!
  })
}

function joined(
  arrays: readonly Float64Array[],
  into: Float64Array = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0)),
): Float64Array {
  let at = 0
  for (const array of arrays) {
    into.set(array, at)
    at += array.length
  }
  return into
}

/**
 * Reads the interactions off the contrasts' figures. t²/(t² + df) is the share of a contrast's total sum of squares that
 * lies between the groups; what lies within them is the residual, but for the first contrast, which holds the subjects.
 *
 * @param crossProducts - [K, R, R] of the contrasts about their means
 */
function reader(
  crossProducts: Float64Array,
  { df }: JointStatistics,
  levels: number,
  alpha: number,
): (figures: JointStatistics) => Reading {
  const specifications = crossProducts.length / (levels * levels)
  const critical = criticalValues(levels, alpha)
  const [partial, generalised, f, epsilons] = Array.from(
    { length: 4 },
    () => new Float64Array(specifications),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const p = () => f.map((own, k) => interactionP(own, df[k * levels]!, epsilons[k]!, levels))
  const between = new Float64Array(levels)
  const residual = new Float64Array((levels - 1) ** 2)
  return ({ t }) => {
    let significant = 0
    for (let k = 0; k < specifications; k++) {
      const freedom = df[k * levels]!
      const total = crossProducts.subarray(k * levels * levels, (k + 1) * levels * levels)
      for (let c = 0; c < levels; c++) {
        const value = t[k * levels + c]!
        between[c] =
          value === 0
            ? 0
            : (value / Math.hypot(value, Math.sqrt(freedom))) * Math.sqrt(total[c * levels + c]!)
      }
      let [interaction, left] = [0, 0]
      for (let c = 1; c < levels; c++) {
        interaction += between[c]! ** 2
        for (let d = 1; d < levels; d++) {
          residual[(c - 1) * (levels - 1) + d - 1] = total[c * levels + d]! - between[c]! * between[d]!
        }
        left += total[c * levels + c]! - between[c]! ** 2
      }
      const subjects = total[0]! - between[0]! ** 2
      const epsilon = epsilonOf(residual, levels)
      epsilons[k] = epsilon
      partial[k] = interaction > 0 ? interaction / (interaction + left) : 0
      generalised[k] = interaction > 0 ? interaction / (interaction + left + subjects) : 0
      f[k] = interaction > 0 ? (interaction * freedom) / left : 0
      if (freedom > 0 && f[k]! > critical(freedom, epsilon)) significant++
    }
    return { partial, generalised, significant, p }
  }
}

function interactionP(f: number, freedom: number, epsilon: number, levels: number): number {
  if (!(f > 0 && freedom > 0)) return 1
  const df = epsilon * (levels - 1)
  return fDistribution(df, df * freedom).survival(f)
}

/** Steps of epsilon at which critical values are computed; between them they are interpolated. */
const STEPS = 64

/** F at level alpha by subjects' df and epsilon, to about four digits: exact ones would cost more than all else. */
function criticalValues(levels: number, alpha: number): (freedom: number, epsilon: number) => number {
  const lowest = 1 / (levels - 1)
  const known = new Map<number, Float64Array>()
  const table = (freedom: number) =>
    Float64Array.from({ length: STEPS + 1 }, (_, i) => {
      const df = (lowest + ((1 - lowest) * i) / STEPS) * (levels - 1)
      return fDistribution(df, df * freedom).upperQuantile(alpha)
    })
  return (freedom, epsilon) => {
    const values = known.get(freedom) ?? table(freedom)
    known.set(freedom, values)
    const at = lowest < 1 ? ((epsilon - lowest) / (1 - lowest)) * STEPS : 0
    const i = Math.min(STEPS - 1, Math.floor(at))
    return values[i]! + (at - i) * (values[i + 1]! - values[i]!)
  }
}
