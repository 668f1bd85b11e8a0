import { activationFunction } from '../../network/activation.js'
import type { ActivationLayer } from '../../network/operations/activation.js'
import type { Differentiation } from '../differentiation.js'
import { activationSlope } from './activation-slope.js'

export const activation: Differentiation<ActivationLayer> = {
  forward: ({ layer, inputs: [values] }) => values!.map(activationFunction(layer.activation)),
  backward({ layer, inputs: [values] }, slope) {
    const slopeAt = activationSlope(layer.activation)
    return [slope.map((g, i) => g * slopeAt(values![i]!))]
  },
}
