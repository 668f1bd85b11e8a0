import type { Activation } from '../../network/layer.js'

/** An activation as the kernels know it, by number and up to three settings: see assembly/changes/nonlinearity.ts. */
export interface Nonlinearity {
  readonly kind: number
  readonly a: number
  readonly b: number
  readonly c: number
}

const numbers: Readonly<Record<Activation['name'], number>> = {
  linear: 0,
  relu: 1,
  relu6: 2,
  leakyRelu: 3,
  elu: 4,
  selu: 5,
  sigmoid: 6,
  tanh: 7,
  softplus: 8,
  swish: 9,
  gelu: 10,
  geluTanh: 11,
  thresholdRelu: 12,
  hardSigmoid: 13,
  hardSwish: 14,
  clip: 15,
  mish: 16,
  softsign: 17,
  exponential: 18,
  logSigmoid: 19,
  celu: 20,
  softShrink: 21,
  hardShrink: 22,
  tanhShrink: 23,
}

export function nonlinearityOf(activation: Activation = { name: 'linear' }): Nonlinearity {
  const [a = 0, b = 0, c = 0] = settingsOf(activation)
  return { kind: numbers[activation.name], a, b, c }
}

function settingsOf(activation: Activation): readonly number[] {
  switch (activation.name) {
    case 'leakyRelu':
    case 'elu':
      return [activation.alpha]
    case 'celu':
      return [activation.alpha, 1 / activation.alpha]
    case 'thresholdRelu':
      return [activation.negativeSlope, activation.threshold, activation.limit]
    case 'hardSigmoid':
      return [activation.slope]
    case 'clip':
      return [activation.least, activation.most]
    case 'softShrink':
    case 'hardShrink':
      return [activation.threshold]
    default:
      return []
  }
}

export function isLinear({ kind }: Nonlinearity): boolean {
  return kind === numbers.linear
}
