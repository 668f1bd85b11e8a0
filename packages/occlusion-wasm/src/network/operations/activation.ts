import { type Activation, activationFunction, checkActivation, gainOfActivation } from '../activation.js'
import type { OperationRules, Reference } from './operation-rules.js'

/** A nonlinearity, applied to each value alone. */
export interface ActivationLayer {
  readonly kind: 'activation'
  readonly activation: Activation
}

export const activation: OperationRules<ActivationLayer> = {
  arity: 'one',
  check: (layer, _, label) => checkActivation(layer.activation, label),
  outputShape: (_, [input]) => input!,
  multiplyAdds: () => 0,
  gain: (layer) => gainOfActivation(layer.activation),
}

export const activationReference: Reference<ActivationLayer> = (layer, [values]) =>
  values!.map(activationFunction(layer.activation))
