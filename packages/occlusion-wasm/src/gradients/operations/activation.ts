import { activationFunction } from '../../network/activation.js'
import type { ActivationLayer } from '../../network/operations/activation.js'
import type { Differentiation } from '../differentiation.js'
import { activationSlope } from './activation-slope.js'

export const activation: Differentiation<ActivationLayer> = {
  forward({ layer, inputs: [values] }) {
    const formula = activationFunction(layer.activation)
    const result = new Float32Array(values!.length)
    for (let i = 0; i < result.length; i++) result[i] = formula(values![i]!)
    return result
  },
  backward({ layer, inputs: [values] }, slope) {
    const slopeAt = activationSlope(layer.activation)
    const result = new Float32Array(slope.length)
    for (let i = 0; i < result.length; i++) result[i] = slope[i]! * slopeAt(values![i]!)
    return [result]
  },
}
