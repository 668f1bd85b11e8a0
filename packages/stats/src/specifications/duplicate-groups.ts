import { requireBetween, type Sample } from '../sample.js'
import { requireCorrelations } from './correlation-matrix.js'

export interface DuplicateGroup {
  /** Specifications whose every pair correlates at the threshold or above, ascending. */
  readonly members: readonly number[]
  /** The member with the largest mean correlation to the others, the first of equals: shown for all. */
  readonly representative: number
  /** Smallest correlation of two members; 1 for one alone. */
  readonly weakest: number
}

/**
 * Groups specifications that do not change the answer, so that each answer is shown once: agglomerative clustering with complete
 * linkage (Sørensen, 1948, Biologiske Skrifter 5(4), 1–34), so that no chain of near ones joins two that are not. The pair of groups with the
 * largest smallest correlation is joined first, of equals the one that begins first, until that falls below the threshold.
 *
 * A correlation does not see a shift: choices that raise every effect alike are duplicates by it. What is shown for a group is therefore
 * one member's curve, and its weakest correlation says how far it stands for the rest.
 *
 * @param correlations - [K, K] symmetric, 1 on the diagonal
 * @param options - `threshold`, between −1 and 1, 0.995 unless told
 * @returns the groups, by their first member; every specification is in one
 * @throws StatisticsError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function duplicateGroups(
  correlations: Sample,
  options: { readonly threshold?: number | undefined } = {},
): DuplicateGroup[] {
  const { threshold = 0.995 } = options
  requireBetween(threshold, 'threshold', -1, 1)
  const k = requireCorrelations(correlations)
  const weakest = Float64Array.from(correlations)
  const members: (number[] | undefined)[] = Array.from({ length: k }, (_, i) => [i])
  for (;;) {
    const [i, j] = closest(weakest, members, k)
    if (i < 0 || weakest[i * k + j]! < threshold) break
    members[i] = [...members[i]!, ...members[j]!]
    members[j] = undefined
    for (let other = 0; other < k; other++) {
      const least = Math.min(weakest[i * k + other]!, weakest[j * k + other]!)
      weakest[i * k + other] = weakest[other * k + i] = least
    }
  }
  return members.filter((group) => group !== undefined).map((group) => described(group, correlations, k))
}

/** The two groups, i before j, with the largest smallest correlation; −1 where one is left. */
function closest(
  weakest: Float64Array,
  members: readonly (readonly number[] | undefined)[],
  k: number,
): [number, number] {
  let [first, second, best] = [-1, -1, -Infinity]
  for (let i = 0; i < k; i++) {
    if (members[i] === undefined) continue
    for (let j = i + 1; j < k; j++) {
      if (members[j] === undefined || weakest[i * k + j]! <= best) continue
      ;[first, second, best] = [i, j, weakest[i * k + j]!]
    }
  }
  return [first, second]
}

function described(group: readonly number[], correlations: Sample, k: number): DuplicateGroup {
  const members = [...group].sort((a, b) => a - b)
  let [representative, most, weakest] = [members[0]!, -Infinity, 1]
  for (const i of members) {
    let sum = 0
    for (const j of members) {
      sum += correlations[i * k + j]!
      if (j !== i) weakest = Math.min(weakest, correlations[i * k + j]!)
    }
    if (sum > most * (1 + 1e-12)) [representative, most] = [i, sum]
  }
  return { members, representative, weakest }
}
