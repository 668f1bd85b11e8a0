import type { Operation } from '@umbra/occlusion-wasm'
import type { Tensor, TensorFlow } from '../tensorflow.js'
import type { Compute, OfKind, Values } from './computation.js'

type Kind = 'layerNorm' | 'rmsNorm' | 'groupNorm' | 'localResponseNorm' | 'l2Normalize'

/** Norms, by their definitions. */
export const normalisations: { readonly [K in Kind]: Compute<OfKind<K, Operation>> } = {
  layerNorm: (tf, layer, values) =>
    scaled(tf, normalised(tf, values.inputs[0]!, [-1], layer.epsilon), layer, values),
  rmsNorm: (tf, layer, values) => {
    const x = values.inputs[0]!
    const root = tf.sqrt(tf.add(tf.mean(tf.square(x), -1, true), layer.epsilon))
    return scaled(tf, tf.div(x, root), layer, values)
  },
  groupNorm: (tf, layer, values) => {
    const [height, width, channels] = values.output as [number, number, number]
    const grouped = tf.reshape(values.inputs[0]!, [-1, height * width, layer.groups, channels / layer.groups])
    const normal = normalised(tf, grouped, [1, 3], layer.epsilon)
    return scaled(tf, tf.reshape(normal, [-1, ...values.output]), layer, values)
  },
  localResponseNorm: (tf, { radius: [before, after], alpha, beta, bias }, { inputs: [x], output }) => {
    const around = tf.pad(tf.square(x!), [[0, 0], [0, 0], [0, 0], [before, after]]) // biome-ignore format: axis by axis
    const sum = Array.from({ length: before + after + 1 }, (_, k) =>
      tf.slice(around, [0, 0, 0, k], [-1, ...output]),
    ).reduce((a, b) => tf.add(a, b))
    return tf.div(x!, tf.pow(tf.add(tf.mul(sum, alpha), bias), beta))
  },
  l2Normalize: (tf, { epsilon }, { inputs: [x] }) =>
    tf.div(x!, tf.sqrt(tf.maximum(tf.sum(tf.square(x!), -1, true), epsilon))),
}

/** Less the mean, by the root of the variance and epsilon, along some axes. */
function normalised(tf: TensorFlow, x: Tensor, axes: number[], epsilon: number): Tensor {
  const centred = tf.sub(x, tf.mean(x, axes, true))
  return tf.div(centred, tf.sqrt(tf.add(tf.mean(tf.square(centred), axes, true), epsilon)))
}

function scaled(
  tf: TensorFlow,
  x: Tensor,
  { scale, shift }: { readonly scale: Float32Array; readonly shift: Float32Array },
  { constant }: Values,
): Tensor {
  return tf.add(tf.mul(x, constant(scale, [scale.length])), constant(shift, [shift.length]))
}
