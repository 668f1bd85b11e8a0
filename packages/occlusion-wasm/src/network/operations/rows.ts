import type { Shape } from '../shape.js'

/** What becomes of the channels of each place, or of all values of a vector. @returns flat */
export function byRow(
  values: Float64Array,
  shape: Shape,
  of: (row: Float64Array) => Float64Array,
): Float64Array {
  const channels = shape.at(-1)!
  const result = new Float64Array(values.length)
  for (let at = 0; at < values.length; at += channels) result.set(of(values.subarray(at, at + channels)), at)
  return result
}
