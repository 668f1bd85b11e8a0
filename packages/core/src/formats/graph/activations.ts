import type { Activation } from '@umbra/occlusion-wasm'
import { elementwise, type GraphContext, settled } from './graph-context.js'
import { times } from './times.js'
import type { Live, Pending } from './value.js'
import { writtenActivation } from './written-activation.js'

/** A nonlinearity of each value. */
export function activated(context: GraphContext, input: Live, activation: Activation): Live {
  if (activation.name === 'linear') return input
  const result = elementwise(context, settled(context, input), { kind: 'activation', activation })
  return recognised(context, result) ?? ending(context, result, activation)
}

/** The same values as one activation, where the layers behind them spell one out: undefined where they do not. */
export function recognised(context: GraphContext, given: Live): Live | undefined {
  const found = writtenActivation(context.builder, given.value)
  if (!found) return undefined
  const { input, activation, factor } = found
  const value = context.builder.add([input], { kind: 'activation', activation }, context.name)
  const result = ending(context, { kind: 'live', shape: given.shape, value }, activation)
  return factor === 1 ? result : times(context, result, factor)
}

function ending({ name }: GraphContext, result: Live, activation: Activation): Live {
  return { ...result, ending: `node "${name}" ends in ${activation.name}` }
}

/**
 * A sigmoid, or a softmax along the last axis, that waits for what reads it: at the end of a graph logits are read before it.
 */
export function pending(context: GraphContext, input: Live, kind: Pending['kind'], logarithm = false): Live {
  const ready = settled(context, input)
  return { ...ready, pending: { kind, logarithm, node: context.name, shape: input.shape } }
}

/** Each value, held within bounds, either of which may be infinite. */
export function clipped(context: GraphContext, input: Live, least: number, most: number): Live {
  if (least === 0 && most === Number.POSITIVE_INFINITY) return activated(context, input, { name: 'relu' })
  if (least === 0 && most === 6) return activated(context, input, { name: 'relu6' })
  return activated(context, input, { name: 'clip', least, most })
}
