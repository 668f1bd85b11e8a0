import { InputError } from '../errors.js'

/**
 * Which share of the places that stand highest on one map stand highest on another too, 0 … 1: the top-k intersection of Ghorbani, Abid
 * and Zou (2019, Interpretation of neural networks is fragile, AAAI 33, section 2), of signed values, so that it asks where most
 * speaks for the class. Of places that share the last value each counts in part, so that as many are chosen on either map, whatever
 * their order, and a place's part in the overlap is the smaller of its two counts.
 *
 * @param a - [n] finite
 * @param b - [n] finite
 * @param share - of the places, above 0 and below 1; at least one is chosen
 * @returns NaN where either map is the same everywhere: then no place stands higher than another
 * @throws InputError OPTION_INVALID
 */
export function topOverlap(a: Float32Array, b: Float32Array, share: number): number {
  const k = chosenOf(a, b, share)
  const [first, second] = [highest(a, k), highest(b, k)]
  if (!first || !second) return Number.NaN
  let common = 0
  for (let i = 0; i < a.length; i++) common += Math.min(countOf(a[i]!, first), countOf(b[i]!, second))
  return common / k
}

/**
 * The mean of `topOverlap` over all orders of the places of one map: what maps of these values have in common by chance. It is k/n for k
 * places of n where the last value is one place's alone, and more where many share it.
 *
 * @param a - [n] finite
 * @param b - [n] finite
 * @param share - as of `topOverlap`
 * @returns NaN where either map is the same everywhere
 * @throws InputError OPTION_INVALID
 */
export function topOverlapByChance(a: Float32Array, b: Float32Array, share: number): number {
  const k = chosenOf(a, b, share)
  const [first, second] = [highest(a, k), highest(b, k)]
  if (!first || !second) return Number.NaN
  const pairs =
    first.above * second.above +
    first.above * second.tied * second.part +
    first.tied * first.part * second.above +
    first.tied * second.tied * Math.min(first.part, second.part)
  return pairs / a.length / k
}

/** How many places are chosen. */
function chosenOf(a: Float32Array, b: Float32Array, share: number): number {
  if (!(share > 0 && share < 1)) {
    throw new InputError('OPTION_INVALID', `share: expected a number above 0 and below 1, got ${share}`)
  }
  if (a.length !== b.length) {
    throw new InputError('OPTION_INVALID', `maps: expected as many values, got ${a.length} and ${b.length}`)
  }
  return Math.max(1, Math.round(share * a.length))
}

/** The k largest values of a map. */
interface Highest {
  /** The least of them. */
  readonly last: number
  /** How many places are above it, how many share it, and as how much each of those counts, so that all make k. */
  readonly above: number
  readonly tied: number
  readonly part: number
}

/** Undefined where the map is the same everywhere. */
function highest(values: Float32Array, k: number): Highest | undefined {
  const sorted = values.slice().sort()
  const last = sorted[sorted.length - k]!
  if (sorted[0] === sorted.at(-1)) return undefined
  let above = 0
  let tied = 0
  for (const value of sorted) {
    if (value > last) above++
    else if (value === last) tied++
  }
  return { last, above, tied, part: (k - above) / tied }
}

function countOf(value: number, { last, part }: Highest): number {
  return value > last ? 1 : value === last ? part : 0
}
