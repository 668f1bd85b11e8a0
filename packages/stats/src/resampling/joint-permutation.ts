import { requireCount, type Sample, type Uniform } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import { randomSubset } from './random-subset.js'
import { sumRows } from './sum-rows.js'

export interface JointPermutationOptions {
  /** Random permutations; 4,999 unless told. */
  readonly permutations?: number | undefined
  /** Draws from [0, 1). */
  readonly uniform: Uniform
}

/** Two-sample figures of K measures, under one labelling of the subjects. */
export interface JointStatistics {
  /** [K] difference of means, first group minus second, in the unit of each measure. */
  readonly differences: Float64Array
  /** [K] Cohen's d. */
  readonly standardised: Float64Array
  /** [K] Student's t. */
  readonly t: Float64Array
  /** [K] df of t: values present, less 2. */
  readonly df: Float64Array
}

/**
 * The two-sample figures of K measures, first as observed and then under random relabellings of the subjects. Every
 * measure sees the same relabelling, so how the measures go together is kept: what step-down max-T and the joint test
 * of a specification curve need.
 *
 * NaN is a missing value: the measure is then of the subjects that have it. A measure that does not vary, or has no
 * values in a group, has 0 for all its figures; one that varies between the groups only has |t| capped near 6.7e7·√df.
 *
 * @param a - [nA, K] row by row, one row per subject
 * @param b - [nB, K]
 * @param measures - K
 * @returns 1 + m figures, the observed ones first; each overwrites the arrays of the one before
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (nA or nB < 2), NOT_FINITE (an infinity), OUT_OF_RANGE
 */
export function jointPermutation(
  a: Sample,
  b: Sample,
  measures: number,
  options: JointPermutationOptions,
): Generator<JointStatistics, void> {
  const { permutations = 4999, uniform } = options
  requireCount(permutations, 'permutations', 1)
  requireCount(measures, 'measures', 1)
  const [nA, nB] = [subjectsOf(a, 'a', measures), subjectsOf(b, 'b', measures)]
  const few = Math.min(nA, nB)
  const table = nA <= nB ? standardise(a, b, measures) : standardise(b, a, measures)
  const compute = twoSampleFigures(table, few, nA <= nB ? 1 : -1)
  return relabel(compute, nA + nB, few, permutations, uniform)
}

function* relabel(
  compute: (order: Int32Array) => JointStatistics,
  subjects: number,
  few: number,
  permutations: number,
  uniform: Uniform,
): Generator<JointStatistics, void> {
  const order = Int32Array.from({ length: subjects }, (_, i) => i)
  yield compute(order)
  for (let permutation = 0; permutation < permutations; permutation++) {
    randomSubset(order, few, uniform)
    yield compute(order)
  }
}

function subjectsOf(sample: Sample, name: string, measures: number): number {
  const n = sample.length / measures
  if (!Number.isInteger(n)) {
    const detail = `${name} holds ${sample.length} values, expected rows of ${measures}`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
  if (n < 2) throw new StatisticsError('TOO_FEW_VALUES', `${name} holds ${n} subjects, at least 2 are needed`)
  return n
}

/** Two groups' measures, standardised over both together. */
interface StandardisedTable {
  /** [n, K]: mean 0 and sum of squares 1 over the present values of each measure; 0 where missing. */
  readonly values: Float64Array
  /** [n, K]: 1 where present, 0 where missing; absent where nothing is missing. */
  readonly present: Float64Array | undefined
  /** [K] values present. */
  readonly counts: Float64Array
  /** [K] root of the sum of squares, in the measure's unit. */
  readonly scales: Float64Array
}

function standardise(first: Sample, second: Sample, measures: number): StandardisedTable {
  const values = new Float64Array(first.length + second.length)
  values.set(first)
  values.set(second, first.length)
  const present = values.map((value) => (Number.isNaN(value) ? 0 : 1))
  const counts = new Float64Array(measures)
  const scales = new Float64Array(measures)
  for (let k = 0; k < measures; k++) {
    let [count, mean, largest] = [0, 0, 0]
    for (let i = k; i < values.length; i += measures) {
      const value = values[i]!
      if (Math.abs(value) === Infinity) {
        throw new StatisticsError('NOT_FINITE', `measure ${k} holds ${value}, expected finite numbers or NaN`)
      }
      if (present[i] === 0) continue
      mean += (value - mean) / ++count
      largest = Math.max(largest, Math.abs(value))
    }
    let squares = 0
    for (let i = k; i < values.length; i += measures) {
      values[i] = present[i] === 0 ? 0 : values[i]! - mean
      squares += values[i]! ** 2
    }
    const varies = squares > count * (10 * Number.EPSILON * largest) ** 2
    counts[k] = count
    scales[k] = varies ? Math.sqrt(squares) : 0
    for (let i = k; i < values.length; i += measures) values[i] = varies ? values[i]! / scales[k]! : 0
  }
  return { values, present: present.includes(0) ? present : undefined, counts, scales }
}

/** The figures follow from the smaller group's sum s of each measure, as for {@link pixelwiseT}. */
function twoSampleFigures(
  table: StandardisedTable,
  few: number,
  sign: 1 | -1,
): (order: Int32Array) => JointStatistics {
  const { values, present, counts, scales } = table
  const measures = counts.length
  const sums = new Float64Array(measures)
  const held = new Float64Array(measures).fill(few)
  const figures = {
    differences: new Float64Array(measures),
    standardised: new Float64Array(measures),
    t: new Float64Array(measures),
    df: counts.map((count) => count - 2),
  }
  return (order) => {
    sumRows(values, order, few, sums)
    if (present !== undefined) sumRows(present, order, few, held)
    for (let m = 0; m < measures; m++) {
      const k = 1 / held[m]! + 1 / (counts[m]! - held[m]!)
      const df = figures.df[m]!
      const s = sums[m]! * sign
      const usable = k < Infinity && df > 0
      const within = Math.max(1 - s * s * k, Number.EPSILON)
      figures.differences[m] = usable ? s * k * scales[m]! : 0
      figures.standardised[m] = usable ? s * k * Math.sqrt(df / within) : 0
      figures.t[m] = usable ? s * Math.sqrt((k * df) / within) : 0
    }
    return figures
  }
}
