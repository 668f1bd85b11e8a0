import type { Padding } from '@umbra/occlusion-wasm'
import type { Tensor, TensorFlow } from '../tensorflow.js'
import type { Compute, OfKind, Values } from './computation.js'
import { taken, zeroPadded } from './maps.js'

type Kind = 'maxPool' | 'averagePool' | 'globalMaxPool' | 'globalAveragePool'
type Pool = OfKind<'maxPool'>

/** Poolings, by their definitions. */
export const pools: { readonly [K in Kind]: Compute<OfKind<K>> } = {
  maxPool: (tf, layer, values) => {
    const map = zeroPadded(tf, values.inputs[0]!, layer.padding, Number.NEGATIVE_INFINITY)
    if (!isDilated(layer)) return tf.maxPool(map, [...layer.windowSize], [...layer.strides], 'valid')
    return overTaps(tf, map, layer, values, tf.maximum)
  },
  averagePool: (tf, layer, values) => {
    const { padding, counted = [0, 0, 0, 0] } = layer
    const sum = (map: Tensor) =>
      isDilated(layer)
        ? overTaps(tf, map, layer, values, tf.add)
        : tf.avgPool(map as never, [...layer.windowSize], [...layer.strides], 'valid')
    const whole = sum(zeroPadded(tf, values.inputs[0]!, padding))
    if (!isDilated(layer) && padding.every((cells) => cells === 0)) return whole
    // What counts is 1 and what does not is 0: each window's sum of that is what to divide by.
    const [height, width] = values.shapes[0] as [number, number]
    const ones = zeroPadded(tf, tf.ones([1, height, width, 1]), counted, 1)
    const around = padding.map((cells, side) => cells - counted[side]!) as unknown as Padding
    return tf.div(whole, sum(zeroPadded(tf, ones, around)))
  },
  globalMaxPool: (tf, _, { inputs: [x] }) => tf.max(x!, [1, 2]),
  globalAveragePool: (tf, _, { inputs: [x] }) => tf.mean(x!, [1, 2]),
}

function isDilated({ dilation = [1, 1] }: Pool): boolean {
  return dilation[0] !== 1 || dilation[1] !== 1
}

/** Combines what lies under each element of the windows, element by element. */
function overTaps(
  tf: TensorFlow,
  map: Tensor,
  { windowSize, strides, dilation = [1, 1] }: Pool,
  { output, constant }: Values,
  combine: (a: Tensor, b: Tensor) => Tensor,
): Tensor {
  const along = (axis: 0 | 1, element: number) =>
    Array.from({ length: output[axis]! }, (_, o) => o * strides[axis] + element * dilation[axis])
  const taps = Array.from({ length: windowSize[0] * windowSize[1] }, (_, tap) => {
    const rows = taken(tf, map, along(0, Math.floor(tap / windowSize[1])), 0, constant)
    return taken(tf, rows, along(1, tap % windowSize[1]), 1, constant)
  })
  return taps.reduce((a, b) => combine(a, b))
}
