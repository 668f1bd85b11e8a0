import type { Padding } from '@umbra/occlusion-wasm'
import type { Tensor, Tensor4D, TensorFlow } from '../tensorflow.js'
import type { Values } from './computation.js'

/** A map with one value around it. */
export function zeroPadded(
  tf: TensorFlow,
  map: Tensor,
  [top, bottom, left, right]: Padding,
  value = 0,
): Tensor4D {
  if (top + bottom + left + right === 0) return map as Tensor4D
  return tf.pad(map, [[0, 0], [top, bottom], [left, right], [0, 0]], value) as Tensor4D // biome-ignore format: axis by axis
}

/** Rows, columns or channels by their numbers. */
export function taken(
  tf: TensorFlow,
  x: Tensor,
  indices: readonly number[],
  axis: number,
  constant: Values['constant'],
): Tensor {
  return tf.gather(x, constant(Int32Array.from(indices), [indices.length]), axis + 1)
}
