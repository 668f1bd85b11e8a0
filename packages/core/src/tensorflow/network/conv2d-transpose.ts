import type { Tensor, Tensor4D, TensorFlow } from '../tensorflow.js'
import type { Compute, OfKind, Values } from './computation.js'
import { undilated, ungrouped } from './kernels.js'
import { taken, zeroPadded } from './maps.js'

/** As the convolution of its kernel, turned around, over the map with zeros between its cells and around it. */
export const conv2dTranspose: Compute<OfKind<'conv2dTranspose'>> = (
  tf,
  layer,
  { inputs: [x], shapes, output, constant },
) => {
  const [height, width, channels] = shapes[0] as [number, number, number]
  const filters = layer.bias.length
  const { kernel, size } = undilated({ ...layer, kernel: ungrouped(layer, channels) }, channels * filters)
  const weights = constant(turned(kernel, channels * filters), [...size, channels, filters]) as Tensor4D
  const rows = spread(tf, x!, height, layer.strides[0], 0, constant)
  const map = spread(tf, rows, width, layer.strides[1], 1, constant)
  const [below, beside] = layer.outputPadding ?? [0, 0]
  const [before, left] = [size[0] - 1, size[1] - 1]
  const whole = tf.conv2d(
    zeroPadded(tf, map, [before, before + below, left, left + beside]),
    weights,
    [1, 1],
    'valid',
  )
  const kept = tf.slice(whole, [0, layer.padding[0], layer.padding[2], 0], [-1, ...output])
  return tf.add(kept, constant(layer.bias, [filters]))
}

/** Taps in the opposite order. */
function turned(kernel: Float32Array, perTap: number): Float32Array {
  const taps = kernel.length / perTap
  const result = new Float32Array(kernel.length)
  for (let tap = 0; tap < taps; tap++) {
    result.set(kernel.subarray(tap * perTap, (tap + 1) * perTap), (taps - 1 - tap) * perTap)
  }
  return result
}

/** Rows or columns `stride` apart, zeros between them. */
function spread(
  tf: TensorFlow,
  x: Tensor,
  size: number,
  stride: number,
  axis: 0 | 1,
  constant: Values['constant'],
): Tensor {
  if (stride === 1) return x
  const padded = zeroPadded(tf, x, axis === 0 ? [0, 1, 0, 0] : [0, 0, 0, 1])
  const indices = Array.from({ length: (size - 1) * stride + 1 }, (_, i) =>
    i % stride === 0 ? i / stride : size,
  )
  return taken(tf, padded, indices, axis, constant)
}
