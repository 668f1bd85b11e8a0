import type { Activation } from '@umbra/occlusion-wasm'
import type { Tensor, TensorFlow } from '../tensorflow.js'

type OfName<Name, A = Activation> = A extends { readonly name: infer N }
  ? Name extends N
    ? A
    : never
  : never

type Compute<A> = (tf: TensorFlow, x: Tensor, activation: A) => Tensor

/** Activations in TensorFlow.js's operations, by the formulae of `activation-table.ts`. One that is not here is refused by name. */
const activations: { readonly [Name in Activation['name']]?: Compute<OfName<Name>> } = {
  linear: (_, x) => x,
  relu: (tf, x) => tf.relu(x),
  relu6: (tf, x) => tf.clipByValue(x, 0, 6),
  leakyRelu: (tf, x, { alpha }) => tf.add(tf.relu(x), tf.mul(below(tf, x), alpha)),
  elu: (tf, x, { alpha }) => tf.add(tf.relu(x), tf.mul(expm1(tf, below(tf, x)), alpha)),
  celu: (tf, x, { alpha }) => tf.add(tf.relu(x), tf.mul(expm1(tf, tf.div(below(tf, x), alpha)), alpha)),
  selu: (tf, x) => tf.selu(x),
  sigmoid: (tf, x) => tf.sigmoid(x),
  tanh: (tf, x) => tf.tanh(x),
  softplus,
  swish: (tf, x) => tf.mul(x, tf.sigmoid(x)),
  gelu: (tf, x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  geluTanh: (tf, x) => {
    const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI))
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1))
  },
  thresholdRelu: (tf, x, { negativeSlope, threshold, limit }) =>
    tf.where(
      tf.greater(x, threshold),
      Number.isFinite(limit) ? tf.minimum(x, limit) : x,
      tf.mul(tf.sub(x, threshold), negativeSlope),
    ),
  hardSigmoid: (tf, x, { slope }) => tf.clipByValue(tf.add(tf.mul(x, slope), 0.5), 0, 1),
  hardSwish: (tf, x) => tf.mul(x, tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6)),
  clip: (tf, x, { least, most }) => tf.minimum(tf.maximum(x, least), most),
  mish: (tf, x) => tf.mul(x, tf.tanh(softplus(tf, x))),
  softsign: (tf, x) => tf.div(x, tf.add(tf.abs(x), 1)),
  exponential: (tf, x) => tf.exp(x),
  logSigmoid: (tf, x) => tf.neg(softplus(tf, tf.neg(x))),
  softShrink: (tf, x, { threshold }) => tf.mul(tf.sign(x), tf.relu(tf.sub(tf.abs(x), threshold))),
  hardShrink: (tf, x, { threshold }) => tf.where(tf.greater(tf.abs(x), threshold), x, tf.zerosLike(x)),
  tanhShrink: (tf, x) => tf.sub(x, tf.tanh(x)),
  log: (tf, x) => tf.log(x),
  sqrt: (tf, x) => tf.sqrt(x),
  reciprocal: (tf, x) => tf.div(1, x),
  square: (tf, x) => tf.square(x),
  abs: (tf, x) => tf.abs(x),
  negate: (tf, x) => tf.neg(x),
  power: (tf, x, { exponent }) => tf.pow(x, exponent),
  erf: (tf, x) => tf.erf(x),
}

/** Whether TensorFlow.js is given an activation. */
export function isActivationOnTensorFlow({ name }: Activation): boolean {
  return Object.hasOwn(activations, name)
}

export function activated(tf: TensorFlow, x: Tensor, activation: Activation): Tensor {
  return (activations[activation.name] as Compute<Activation>)(tf, x, activation)
}

function below(tf: TensorFlow, x: Tensor): Tensor {
  return tf.minimum(x, 0)
}

function expm1(tf: TensorFlow, x: Tensor): Tensor {
  return tf.sub(tf.exp(x), 1)
}

function softplus(tf: TensorFlow, x: Tensor): Tensor {
  return tf.add(tf.relu(x), tf.log(tf.add(tf.exp(tf.neg(tf.abs(x))), 1)))
}
