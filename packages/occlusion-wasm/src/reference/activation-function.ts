import type { Activation } from '../network/layer.js'

/** Klambauer et al., Self-Normalizing Neural Networks (2017). */
const SELU_ALPHA = 1.6732632423543772
const SELU_SCALE = 1.0507009873554805

/** An activation's definition, in float64. @throws RangeError for a name there is none for */
export function activationFunction(activation: Activation): (x: number) => number {
  switch (activation.name) {
    case 'linear':
      return (x) => x
    case 'relu':
      return (x) => Math.max(0, x)
    case 'relu6':
      return (x) => Math.min(6, Math.max(0, x))
    case 'leakyRelu':
      return (x) => (x >= 0 ? x : activation.alpha * x)
    case 'elu':
      return (x) => (x >= 0 ? x : activation.alpha * Math.expm1(x))
    case 'selu':
      return (x) => SELU_SCALE * (x >= 0 ? x : SELU_ALPHA * Math.expm1(x))
    case 'sigmoid':
      return (x) => 1 / (1 + Math.exp(-x))
    case 'tanh':
      return Math.tanh
    case 'softplus':
      return softplus
    case 'swish':
      return (x) => x / (1 + Math.exp(-x))
    case 'gelu':
      return (x) => 0.5 * x * (1 + erf(x / Math.SQRT2))
    case 'thresholdRelu': {
      const { negativeSlope, threshold, limit } = activation
      return (x) => (x > threshold ? Math.min(limit, x) : negativeSlope * (x - threshold))
    }
    case 'hardSigmoid':
      return (x) => Math.min(1, Math.max(0, activation.slope * x + 0.5))
    case 'hardSwish':
      return (x) => (x * Math.min(6, Math.max(0, x + 3))) / 6
    case 'clip':
      return (x) => Math.min(activation.most, Math.max(activation.least, x))
    case 'mish':
      return (x) => x * Math.tanh(softplus(x))
    case 'softsign':
      return (x) => x / (1 + Math.abs(x))
    case 'exponential':
      return Math.exp
    case 'logSigmoid':
      return (x) => -softplus(-x)
    case 'celu':
      return (x) => (x >= 0 ? x : activation.alpha * Math.expm1(x / activation.alpha))
    case 'softShrink':
      return (x) => Math.sign(x) * Math.max(0, Math.abs(x) - activation.threshold)
    case 'hardShrink':
      return (x) => (Math.abs(x) > activation.threshold ? x : 0)
    case 'tanhShrink':
      return (x) => x - Math.tanh(x)
    case 'geluTanh':
      return (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
  }
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
}

/** The error function to about 1e-15: its power series near zero, a continued fraction of erfc beyond (DLMF 7.6.1, 7.9.1). */
export function erf(x: number): number {
  if (x < 0) return -erf(-x)
  if (x > 6) return 1
  if (x < 2.5) {
    let term = x
    let sum = x
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= (-x * x) / n
      sum += term / (2 * n + 1)
    }
    return (2 / Math.sqrt(Math.PI)) * sum
  }
  let fraction = 0
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction)
  return 1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction)
}
