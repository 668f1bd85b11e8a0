import { correlationMatrix, duplicateGroups, effectiveNumber } from '@umbra/stats'
import { ifDefined } from '../study/test-or-reason.js'
import type { SpecificationGroup } from './result.js'

/**
 * How alike specifications are in what they say of single images: Pearson's correlations over the images of a network, averaged over the
 * networks. Classes are not told apart, so a permutation of their labels changes nothing. A specification that does not vary is like no
 * other; an image without a value has the mean of its specification there, which makes that less like others.
 *
 * @param tables - of each network, float64 [n, K] row by row
 * @returns float64 [K, K]
 */
export function imageCorrelations(tables: readonly Float64Array[], K: number): Float64Array {
  const sum = new Float64Array(K * K)
  for (const table of tables) {
    const filled = withMeans(table, K)
    const n = table.length / K
    const varying = [...Array(K).keys()].filter((k) => varies(filled, k, K))
    const own = Float64Array.from({ length: n * varying.length }, (_, at) => {
      const k = varying[at % varying.length]!
      return filled[Math.floor(at / varying.length) * K + k]!
    })
    const matrix = varying.length > 0 ? ifDefined(() => correlationMatrix(own, varying.length)) : undefined
    if (!matrix) continue
    varying.forEach((k, i) => {
      varying.forEach((l, j) => {
        sum[k * K + l]! += matrix[i * varying.length + j]! / tables.length
      })
    })
  }
  for (let k = 0; k < K; k++) sum[k * K + k] = 1
  return sum
}

function withMeans(table: Float64Array, K: number): Float64Array {
  const means = new Float64Array(K)
  for (let k = 0; k < K; k++) {
    let [sum, count] = [0, 0]
    for (let at = k; at < table.length; at += K) {
      if (Number.isNaN(table[at]!)) continue
      sum += table[at]!
      count++
    }
    means[k] = count > 0 ? sum / count : 0
  }
  return table.map((value, at) => (Number.isNaN(value) ? means[at % K]! : value))
}

function varies(table: Float64Array, k: number, K: number): boolean {
  let [least, most] = [Infinity, -Infinity]
  for (let at = k; at < table.length; at += K) {
    least = Math.min(least, table[at]!)
    most = Math.max(most, table[at]!)
  }
  return most - least > 100 * Number.EPSILON * Math.max(Math.abs(least), Math.abs(most))
}

/** Several measures' correlations as one: the smallest of each pair, so that duplicates are so in all of them. */
export function leastOf(matrices: readonly Float64Array[]): Float64Array {
  return matrices[0]!.map((_, at) => Math.min(...matrices.map((matrix) => matrix[at]!)))
}

export interface Duplicates {
  readonly groups: readonly SpecificationGroup[]
  /** Specifications that they amount to. */
  readonly effective: number
}

/**
 * Groups of specifications that give one answer.
 *
 * @param correlations - [K, K] that decide
 * @param specifications - [K] for each of them, the specifications it stands for: it itself first
 * @param reference - the study's own, which represents its group
 * @param effective - [K, K] the number is counted by; the deciding ones unless given
 */
export function duplicatesOf(
  correlations: Float64Array,
  specifications: readonly (readonly number[])[],
  reference: number,
  effective = correlations,
): Duplicates {
  const groups = duplicateGroups(correlations).map(({ members, representative, weakest }) => {
    const all = members.flatMap((k) => specifications[k]!).sort((x, y) => x - y)
    return {
      representative: all.includes(reference) ? reference : specifications[representative]![0]!,
      members: all,
      weakest,
    }
  })
  return { groups, effective: ifDefined(() => effectiveNumber(effective)) ?? groups.length }
}
