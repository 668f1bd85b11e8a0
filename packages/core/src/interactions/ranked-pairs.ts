/** Two parts of an image, by their places, and what they do together. */
export interface RankedPair {
  readonly i: number
  readonly j: number
  readonly value: number
}

/** Every two parts, from the largest value down; of equals, those that come first in the matrix. */
export function rankedPairs(matrix: readonly (readonly number[])[]): RankedPair[] {
  const pairs: RankedPair[] = []
  for (const [i, row] of matrix.entries()) {
    for (let j = i + 1; j < row.length; j++) pairs.push({ i, j, value: row[j]! })
  }
  return pairs.sort((a, b) => b.value - a.value)
}
