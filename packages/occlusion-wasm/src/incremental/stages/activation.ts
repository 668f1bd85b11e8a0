import type { Activation } from '../../network/layer.js'

/** An activation as the kernels know it: see assembly/incremental/nonlinearity.ts. */
export interface Nonlinearity {
  readonly kind: number
  readonly alpha: number
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
}

export function nonlinearityOf(activation: Activation | undefined): Nonlinearity {
  if (!activation) return { kind: numbers.linear, alpha: 0 }
  return { kind: numbers[activation.name], alpha: 'alpha' in activation ? activation.alpha : 0 }
}

export function isLinear({ kind }: Nonlinearity): boolean {
  return kind === numbers.linear
}
