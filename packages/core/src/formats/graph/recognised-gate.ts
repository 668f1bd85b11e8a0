import type { Activation, LayerDescription } from '@umbra/occlusion-wasm'
import type { NetworkBuilder, NetworkValue } from '../../network/network-builder.js'
import type { Live } from './value.js'

/** An activation that a graph writes as a product. */
export interface Gate {
  readonly input: NetworkValue
  readonly activation: Activation
  /** What the activation is multiplied by to be the product. */
  readonly factor: number
}

/**
 * The activation that the product of two values is: x·σ(x), swish; x·relu6(x + 3), six times a hard swish, and what of it is scaled
 * already. Undefined for any other product.
 */
export function gateOf(builder: NetworkBuilder, a: Live, b: Live): Gate | undefined {
  if (a.shape.join() !== b.shape.join()) return undefined
  return gateFrom(builder, a, b) ?? gateFrom(builder, b, a)
}

function gateFrom({ layers }: NetworkBuilder, input: Live, gate: Live): Gate | undefined {
  if (input.pending) return undefined
  const { index } = input.value
  const found = (name: 'swish' | 'hardSwish', factor: number): Gate => ({
    input: input.value,
    activation: { name },
    factor,
  })
  if (gate.pending) {
    const swish = gate.pending.kind === 'sigmoid' && !gate.pending.logarithm && gate.value.index === index
    return swish ? found('swish', 1) : undefined
  }
  const outer = layers[gate.value.index]
  const factor = evenScale(outer)
  const clipped = factor === undefined ? outer : layers[outer!.inputs[0]!]
  if (clipped?.kind !== 'activation') return undefined
  const { name } = clipped.activation
  if (name === 'sigmoid' && factor === undefined && clipped.inputs[0] === index) return found('swish', 1)
  if (name !== 'relu6') return undefined
  const raised = layers[clipped.inputs[0]!]
  const threes =
    raised?.kind === 'scaleShift' && raised.scale.every((s) => s === 1) && raised.shift.every((s) => s === 3)
  return threes && raised.inputs[0] === index ? found('hardSwish', near(6 * (factor ?? 1))) : undefined
}

/** The one number by which a layer scales all values, if that is what it does. */
function evenScale(layer: LayerDescription | undefined): number | undefined {
  if (layer?.kind !== 'scaleShift') return undefined
  const factor = layer.scale[0]!
  return layer.scale.every((s) => s === factor) && layer.shift.every((s) => s === 0) ? factor : undefined
}

/** 1 for what float32 makes of 6 times 1/6. */
function near(factor: number): number {
  return Math.abs(factor - 1) < 1e-6 ? 1 : factor
}
