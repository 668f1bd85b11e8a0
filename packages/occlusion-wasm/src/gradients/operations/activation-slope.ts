import { type Activation, activationFunction } from '../../network/activation.js'
import type { OfName } from '../../network/activation-table.js'

type Slope = (x: number) => number

const sigmoid: Slope = (x) => 1 / (1 + Math.exp(-x))
/** Density of the standard normal distribution. */
const normalDensity: Slope = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
const erf = activationFunction({ name: 'erf' })
const softplus = activationFunction({ name: 'softplus' })
const selu = activationFunction({ name: 'selu' })
/** Selu's slope above zero. */
const SELU_SCALE = selu(1)
/** Its limit far below. */
const SELU_LEAST = selu(Number.NEGATIVE_INFINITY)

/**
 * Derivatives, in float64, beside the definitions of `activation-table.ts`. At a corner they are what PyTorch gives: of ReLU at 0 it is
 * 0, as of ReLU6 and the hard sigmoid at both ends; of a clip at its ends 1. One that is missing is refused by the compiler.
 */
const slopes: { readonly [Name in Activation['name']]: (activation: OfName<Name>) => Slope } = {
  linear: () => () => 1,
  relu: () => (x) => (x > 0 ? 1 : 0),
  relu6: () => (x) => (x > 0 && x < 6 ? 1 : 0),
  leakyRelu:
    ({ alpha }) =>
    (x) =>
      x > 0 ? 1 : alpha,
  elu:
    ({ alpha }) =>
    (x) =>
      x > 0 ? 1 : alpha * Math.exp(x),
  selu: () => (x) => (x > 0 ? SELU_SCALE : -SELU_LEAST * Math.exp(x)),
  sigmoid: () => (x) => sigmoid(x) * sigmoid(-x),
  tanh: () => (x) => 1 - Math.tanh(x) ** 2,
  softplus: () => sigmoid,
  swish: () => (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
  gelu: () => (x) => 0.5 * (1 + erf(x / Math.SQRT2)) + x * normalDensity(x),
  geluTanh: () => (x) => {
    const inner = Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))
    const rise = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x)
    return 0.5 * (1 + inner) + 0.5 * x * (1 - inner * inner) * rise
  },
  thresholdRelu:
    ({ negativeSlope, threshold, limit }) =>
    (x) =>
      x > threshold ? Number(x < limit) : negativeSlope,
  hardSigmoid:
    ({ slope }) =>
    (x) =>
      Math.abs(slope * x) < 0.5 ? slope : 0,
  hardSwish: () => (x) => (x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5),
  clip:
    ({ least, most }) =>
    (x) =>
      x >= least && x <= most ? 1 : 0,
  mish: () => (x) => {
    const inner = Math.tanh(softplus(x))
    return inner + x * (1 - inner * inner) * sigmoid(x)
  },
  softsign: () => (x) => 1 / (1 + Math.abs(x)) ** 2,
  exponential: () => Math.exp,
  logSigmoid: () => (x) => sigmoid(-x),
  celu:
    ({ alpha }) =>
    (x) =>
      x > 0 ? 1 : Math.exp(x / alpha),
  softShrink: beyond,
  hardShrink: beyond,
  tanhShrink: () => (x) => Math.tanh(x) ** 2,
  log: () => (x) => 1 / x,
  sqrt: () => (x) => 0.5 / Math.sqrt(x),
  reciprocal: () => (x) => -1 / (x * x),
  square: () => (x) => 2 * x,
  abs: () => Math.sign,
  negate: () => () => -1,
  power:
    ({ exponent }) =>
    (x) =>
      exponent === 0 ? 0 : exponent * x ** (exponent - 1),
  erf: () => (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
}

/** What a nonlinearity's value rises by with x. */
export function activationSlope(activation: Activation): Slope {
  return slopes[activation.name](activation as never)
}

function beyond({ threshold }: { readonly threshold: number }): Slope {
  return (x) => (Math.abs(x) > threshold ? 1 : 0)
}
