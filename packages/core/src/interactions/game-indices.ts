import { binomialCoefficient } from '../binomial-coefficient.js'

/** What players of a game are worth, alone and by twos. n players. */
export interface GameIndices {
  /** float64 [n]. */
  readonly values: Float64Array
  /** float64 [n, n], symmetric, 0 on the diagonal. */
  readonly interactions: Float64Array
}

/** How much a coalition of so many others weighs. @param others - how many others there are in all */
type Weights = (size: number, others: number) => number

/**
 * Shapley values (Shapley, 1953, *A value for n-person games*) and Shapley interaction indices (Grabisch and Roubens, 1999, *An axiomatic
 * approach to the concept of interaction among players in cooperative games*, International Journal of Game Theory 28, definition 2),
 * by their definitions: the mean over all orders in which the players come, i and j as one, of what i adds, and of
 * v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S). The values sum to v(all) − v(none).
 *
 * @param v - float64 [2ⁿ]: the worth of each coalition, whose bits say who is in it
 */
export function shapleyIndices(v: Float64Array): GameIndices {
  return indicesOf(v, (size, others) => 1 / ((others + 1) * binomialCoefficient(others, size)))
}

/**
 * Banzhaf values (Banzhaf, 1965, *Weighted voting doesn't work*, Rutgers Law Review 19) and Banzhaf interaction indices (Grabisch and
 * Roubens, 1999): the same means over all coalitions of the others alike. The values do not sum to anything.
 *
 * @param v - float64 [2ⁿ], as `shapleyIndices` takes it
 */
export function banzhafIndices(v: Float64Array): GameIndices {
  return indicesOf(v, (_, others) => 2 ** -others)
}

function indicesOf(v: Float64Array, weigh: Weights): GameIndices {
  const n = Math.log2(v.length)
  const sizes = sizesOf(n)
  const values = new Float64Array(n)
  const interactions = new Float64Array(n * n)
  const alone = Float64Array.from({ length: n }, (_, size) => weigh(size, n - 1))
  const paired = Float64Array.from({ length: Math.max(0, n - 1) }, (_, size) => weigh(size, n - 2))
  for (let i = 0; i < n; i++) {
    const own = 1 << i
    let value = 0
    for (let s = 0; s < v.length; s++) {
      if ((s & own) === 0) value += alone[sizes[s]!]! * (v[s | own]! - v[s]!)
    }
    values[i] = value
    for (let j = i + 1; j < n; j++) {
      const other = 1 << j
      const both = own | other
      let sum = 0
      for (let s = 0; s < v.length; s++) {
        if ((s & both) === 0) sum += paired[sizes[s]!]! * (v[s | both]! - v[s | own]! - v[s | other]! + v[s]!)
      }
      interactions[i * n + j] = sum
      interactions[j * n + i] = sum
    }
  }
  return { values, interactions }
}

/** How many players each coalition has. */
function sizesOf(n: number): Uint8Array {
  const sizes = new Uint8Array(1 << n)
  for (let s = 1; s < sizes.length; s++) sizes[s] = sizes[s >> 1]! + (s & 1)
  return sizes
}
