import { InputError } from '../errors.js'

/**
 * Which share of the places that stand highest on one map stand highest on another too, 0 … 1: the top-k intersection of Ghorbani, Abid
 * and Zou (2019, Interpretation of neural networks is fragile, AAAI 33, section 2), of signed values, so that it asks where most
 * speaks for the class. By chance it is about `share`. Of places that share the last value each counts in part, so that as many are
 * chosen on either map, whatever their order.
 *
 * @param a - [n] finite
 * @param b - [n] finite
 * @param share - of the places, above 0 and below 1; at least one is chosen
 * @returns NaN where either map is the same everywhere: then no place stands higher than another
 * @throws InputError OPTION_INVALID
 */
export function topOverlap(a: Float32Array, b: Float32Array, share: number): number {
  if (!(share > 0 && share < 1)) {
    throw new InputError('OPTION_INVALID', `share: expected a number above 0 and below 1, got ${share}`)
  }
  if (a.length !== b.length) {
    throw new InputError('OPTION_INVALID', `maps: expected as many values, got ${a.length} and ${b.length}`)
  }
  const k = Math.max(1, Math.round(share * a.length))
  const [first, second] = [membership(a, k), membership(b, k)]
  if (!first || !second) return Number.NaN
  let common = 0
  for (let i = 0; i < a.length; i++) common += Math.min(first(a[i]!), second(b[i]!))
  return common / k
}

/** How much a value counts among the k largest: 1, 0, or for those that share the last place as much as makes k of all. */
function membership(values: Float32Array, k: number): ((value: number) => number) | undefined {
  const sorted = values.slice().sort()
  const last = sorted[sorted.length - k]!
  if (sorted[0] === sorted.at(-1)) return undefined
  let above = 0
  let tied = 0
  for (const value of sorted) {
    if (value > last) above++
    else if (value === last) tied++
  }
  const part = (k - above) / tied
  return (value) => (value > last ? 1 : value === last ? part : 0)
}
