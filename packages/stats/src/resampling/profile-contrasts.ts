import type { Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'

export interface ProfileContrasts {
  /** [n, K, R] of each group: the orthonormal contrasts of each profile, all NaN where the profile holds a NaN. */
  readonly groups: readonly [Float64Array, Float64Array]
  /** [K, R, R] sums of products of the contrasts about their means, over both groups together. */
  readonly crossProducts: Float64Array
}

/**
 * Turns profiles over R levels into R orthonormal contrasts (Helmert's): the first is √R times the profile's mean, each
 * other compares a level with those before it. Distances between patterns stay as they are.
 *
 * @param a - [nA, K, R] row by row
 * @param b - [nB, K, R]
 * @throws StatisticsError LENGTH_MISMATCH (not a whole number of rows), NOT_FINITE (an infinity)
 */
export function profileContrasts(
  a: Sample,
  b: Sample,
  specifications: number,
  levels: number,
): ProfileContrasts {
  const matrix = helmert(levels)
  const contrasts = (sample: Sample, name: string): Float64Array => {
    const width = specifications * levels
    if (sample.length % width !== 0) {
      const detail = `${name} holds ${sample.length} values, expected rows of ${width}`
      throw new StatisticsError('LENGTH_MISMATCH', detail)
    }
    const values = new Float64Array(sample.length)
    for (let at = 0; at < sample.length; at += levels) {
      values.set(applied(matrix, finiteOrMissing(sample, name, at, levels)), at)
    }
    return values
  }
  const groups = [contrasts(a, 'a'), contrasts(b, 'b')] as const
  return { groups, crossProducts: crossProducts(groups, specifications, levels) }
}

/** A profile, or one of NaN alone where any level is missing. */
function finiteOrMissing(sample: Sample, name: string, at: number, levels: number): Float64Array {
  const profile = Float64Array.from({ length: levels }, (_, r) => sample[at + r]!)
  const infinite = profile.findIndex((value) => Math.abs(value) === Infinity)
  if (infinite >= 0) {
    const detail = `${name}[${at + infinite}] is ${profile[infinite]}, expected a finite number or NaN`
    throw new StatisticsError('NOT_FINITE', detail)
  }
  return profile.some(Number.isNaN) ? profile.fill(Number.NaN) : profile
}

/** [R, R] row by row, orthonormal. */
function helmert(levels: number): Float64Array {
  const matrix = new Float64Array(levels * levels)
  matrix.fill(1 / Math.sqrt(levels), 0, levels)
  for (let c = 1; c < levels; c++) {
    const scale = 1 / Math.sqrt(c * (c + 1))
    for (let r = 0; r < c; r++) matrix[c * levels + r] = -scale
    matrix[c * levels + c] = c * scale
  }
  return matrix
}

function applied(matrix: Float64Array, profile: Float64Array): Float64Array {
  const levels = profile.length
  return profile.map((_, c) => profile.reduce((sum, x, r) => sum + matrix[c * levels + r]! * x, 0))
}

function crossProducts(
  groups: ProfileContrasts['groups'],
  specifications: number,
  levels: number,
): Float64Array {
  const products = new Float64Array(specifications * levels * levels)
  const profile = new Float64Array(levels)
  for (let k = 0; k < specifications; k++) {
    const mean = new Float64Array(levels)
    const each = (use: () => void) => {
      for (const values of groups) {
        for (let at = k * levels; at < values.length; at += specifications * levels) {
          if (Number.isNaN(values[at])) continue
          for (let c = 0; c < levels; c++) profile[c] = values[at + c]! - mean[c]!
          use()
        }
      }
    }
    let [count, sums] = [0, new Float64Array(levels)]
    each(() => {
      count++
      for (let c = 0; c < levels; c++) sums[c]! += profile[c]!
    })
    mean.set(sums.map((sum) => (count > 0 ? sum / count : 0)))
    const own = products.subarray(k * levels * levels, (k + 1) * levels * levels)
    each(() => {
      for (let c = 0; c < levels; c++)
        for (let d = 0; d < levels; d++) own[c * levels + d]! += profile[c]! * profile[d]!
    })
  }
  return products
}
