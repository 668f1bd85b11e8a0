import { type Activation, kernelSettingsOf } from '../network/activation.js'

/** An activation as the kernels know it, by number and up to three settings: see `network/activation-table.ts`. */
export interface Nonlinearity {
  readonly kind: number
  readonly a: number
  readonly b: number
  readonly c: number
}

const linear: Activation = { name: 'linear' }

export function nonlinearityOf(activation: Activation = linear): Nonlinearity {
  const { number, settings } = kernelSettingsOf(activation)
  const [a = 0, b = 0, c = 0] = settings
  return { kind: number, a, b, c }
}

export function isLinear({ kind }: Nonlinearity): boolean {
  return kind === nonlinearityOf().kind
}
