import type { Activation } from '@umbra/occlusion-wasm'
import { elementwise, type NodeContext, settled } from './graph-context.js'
import type { Live, Pending } from './value.js'

/** A nonlinearity of each value. */
export function activated(context: NodeContext, input: Live, activation: Activation): Live {
  if (activation.name === 'linear') return input
  const result = elementwise(context, settled(context, input), { kind: 'activation', activation })
  return { ...result, ending: `node "${context.name}" ends in ${activation.name}` }
}

/**
 * A sigmoid, or a softmax along the last axis, that waits for what reads it: at the end of a graph logits are read before it.
 */
export function pending(context: NodeContext, input: Live, kind: Pending['kind'], logarithm = false): Live {
  const ready = settled(context, input)
  return { ...ready, pending: { kind, logarithm, node: context.name, shape: input.shape } }
}

/** Each value, held within bounds, either of which may be infinite. */
export function clipped(context: NodeContext, input: Live, least: number, most: number): Live {
  if (least === 0 && most === Number.POSITIVE_INFINITY) return activated(context, input, { name: 'relu' })
  if (least === 0 && most === 6) return activated(context, input, { name: 'relu6' })
  return activated(context, input, { name: 'clip', least, most })
}
