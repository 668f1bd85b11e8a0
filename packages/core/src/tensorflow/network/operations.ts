import { type Layer, type Operation, paddedAxis } from '@umbra/occlusion-wasm'
import type { Tensor, Tensor4D, TensorFlow } from '../tensorflow.js'
import { activated, isActivationOnTensorFlow } from './activations.js'
import type { Compute, OfKind, Values } from './computation.js'
import { conv2dTranspose } from './conv2d-transpose.js'
import { undilated, ungrouped } from './kernels.js'
import { taken, zeroPadded } from './maps.js'
import { normalisations } from './normalisations.js'
import { pools } from './pools.js'

/**
 * Operations of a `Network` in those of TensorFlow.js, by their definitions in `occlusion-wasm/src/network/operations/`. One that is
 * not here is refused by name.
 */
const operations: { readonly [Kind in Operation['kind']]?: Compute<OfKind<Kind>> } = {
  conv2d: (tf, layer, { inputs: [x], shapes, constant }) => {
    const channels = shapes[0]!.at(-1)!
    const { kernel, size } = undilated(
      { ...layer, kernel: ungrouped(layer, channels) },
      channels * layer.bias.length,
    )
    const weights = constant(kernel, [...size, channels, layer.bias.length]) as Tensor4D
    const sum = tf.conv2d(zeroPadded(tf, x!, layer.padding), weights, [...layer.strides], 'valid')
    return tf.add(sum, constant(layer.bias, [layer.bias.length]))
  },
  conv2dTranspose,
  depthwiseConv2d: (tf, layer, { inputs: [x], shapes, constant }) => {
    const channels = shapes[0]!.at(-1)!
    const { kernel, size } = undilated(layer, layer.bias.length)
    const weights = constant(kernel, [...size, channels, layer.bias.length / channels]) as Tensor4D
    const sum = tf.depthwiseConv2d(zeroPadded(tf, x!, layer.padding), weights, [...layer.strides], 'valid')
    return tf.add(sum, constant(layer.bias, [layer.bias.length]))
  },
  dense: (tf, { kernel, bias }, { inputs: [x], constant }) =>
    tf.add(
      tf.matMul(x!, constant(kernel, [kernel.length / bias.length, bias.length])),
      constant(bias, [bias.length]),
    ),
  scaleShift: (tf, { scale, shift }, { inputs: [x], constant }) =>
    tf.add(tf.mul(x!, constant(scale, [scale.length])), constant(shift, [shift.length])),
  activation: (tf, { activation }, { inputs: [x] }) => activated(tf, x!, activation),
  ...pools,
  reduce: (tf, { by, axes, keepAxes }, { inputs: [x], output }) => {
    const along = axes.map((axis) => axis + 1)
    return tf.reshape({ mean: tf.mean, sum: tf.sum, max: tf.max }[by](x!, along, keepAxes), [-1, ...output])
  },
  transpose: (tf, { axes }, { inputs: [x] }) => tf.transpose(x!, [0, ...axes.map((axis) => axis + 1)]),
  softmax: (tf, _, { inputs: [x] }) => tf.softmax(x!),
  logSoftmax: (tf, _, { inputs: [x] }) => tf.logSoftmax(x!),
  ...normalisations,
  globalMaxPool: (tf, _, { inputs: [x] }) => tf.max(x!, [1, 2]),
  globalAveragePool: (tf, _, { inputs: [x] }) => tf.mean(x!, [1, 2]),
  zeroPad: (tf, { padding }, { inputs: [x] }) => zeroPadded(tf, x!, padding),
  pad: (tf, { padding, mode, value }, { inputs: [x], shapes, constant }) => {
    if (mode === 'constant') return zeroPadded(tf, x!, padding, value!)
    const [top, bottom, left, right] = padding
    const [height, width] = shapes[0] as [number, number]
    const rows = taken(tf, x!, paddedAxis(height, top, bottom, mode), 0, constant)
    return taken(tf, rows, paddedAxis(width, left, right, mode), 1, constant)
  },
  crop: (tf, { cropping: [top, , left] }, { inputs: [x], output }) =>
    tf.slice(x!, [0, top, left, 0], [-1, ...output]),
  resize: (tf, { size, interpolation }, { inputs: [x], shapes, constant }) => {
    const along = interpolation === 'nearest' ? nearest : blended
    const rows = along(tf, x!, shapes[0]![0]!, size[0], 0, constant)
    return along(tf, rows, shapes[0]![1]!, size[1], 1, constant)
  },
  flatten: (tf, _, { inputs: [x], output }) => tf.reshape(x!, [-1, ...output]),
  reshape: (tf, _, { inputs: [x], output }) => tf.reshape(x!, [-1, ...output]),
  add: (tf, _, values) => combined(tf, values, tf.add),
  multiply: (tf, _, values) => combined(tf, values, tf.mul),
  maximum: (tf, _, values) => combined(tf, values, tf.maximum),
  minimum: (tf, _, values) => combined(tf, values, tf.minimum),
  subtract: (tf, _, values) => combined(tf, values, tf.sub),
  divide: (tf, _, values) => combined(tf, values, tf.div),
  concat: (tf, { axis }, { inputs }) => tf.concat([...inputs], axis + 1),
  select: (tf, { axis, indices }, { inputs: [x], constant }) => taken(tf, x!, indices, axis, constant),
}

/** Whether TensorFlow.js is given an operation. */
export function isOnTensorFlow(operation: Operation): boolean {
  if (operation.kind === 'activation') return isActivationOnTensorFlow(operation.activation)
  return Object.hasOwn(operations, operation.kind)
}

/** What a layer gives of its inputs. */
export function computed(tf: TensorFlow, layer: Layer, values: Values): Tensor {
  return (operations[layer.kind] as Compute<Operation>)(tf, layer, values)
}

/** Where the centre of each output lies among `size` cells, in cells from their edge. */
function places(size: number, outputs: number): number[] {
  return Array.from({ length: outputs }, (_, o) => ((o + 0.5) * size) / outputs)
}

function nearest(
  tf: TensorFlow,
  x: Tensor,
  size: number,
  outputs: number,
  axis: number,
  constant: Values['constant'],
): Tensor {
  return taken(tf, x, places(size, outputs).map(Math.floor), axis, constant)
}

/** The two cells whose centres lie around each place, by how near they are. */
function blended(
  tf: TensorFlow,
  x: Tensor,
  size: number,
  outputs: number,
  axis: number,
  constant: Values['constant'],
): Tensor {
  const centres = places(size, outputs).map((place) => Math.min(size - 1, Math.max(0, place - 0.5)))
  const before = centres.map(Math.floor)
  const after = before.map((i) => Math.min(size - 1, i + 1))
  const share = constant(
    Float32Array.from(centres, (centre, o) => centre - before[o]!),
    axis === 0 ? [outputs, 1, 1] : [outputs, 1],
  )
  const [first, second] = [before, after].map((indices) => taken(tf, x, indices, axis, constant)) as [
    Tensor,
    Tensor,
  ]
  return tf.add(first, tf.mul(tf.sub(second, first), share))
}

/** Values laid over one another from their last axis on, as `broadcastShape` has it. */
function combined(
  tf: TensorFlow,
  { inputs, shapes, output }: Values,
  combine: (a: Tensor, b: Tensor) => Tensor,
): Tensor {
  const aligned = inputs.map((x, i) => {
    const missing = new Array<number>(output.length - shapes[i]!.length).fill(1)
    return missing.length === 0 ? x : tf.reshape(x, [-1, ...missing, ...shapes[i]!])
  })
  return aligned.reduce((a, b) => combine(a, b))
}
