import type { Shape } from '../../network/shape.js'

/**
 * Slopes of the channels of each place, or of all values of a vector, from those of what became of them.
 *
 * @param of - is given a row's values and slopes in float64
 */
export function slopesByRow(
  values: Float32Array,
  slopes: Float32Array,
  shape: Shape,
  of: (values: Float64Array, slopes: Float64Array) => Float64Array,
): Float32Array {
  const channels = shape.at(-1)!
  const result = new Float32Array(values.length)
  for (let at = 0; at < values.length; at += channels) {
    const row = (array: Float32Array) => new Float64Array(array.subarray(at, at + channels))
    result.set(of(row(values), row(slopes)), at)
  }
  return result
}

export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}
