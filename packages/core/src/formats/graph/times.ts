import { type GraphContext, settled } from './graph-context.js'
import type { Live } from './value.js'

/** Each value times a number. */
export function times(context: GraphContext, given: Live, factor: number): Live {
  const input = settled(context, given)
  const channels = input.value.shape.at(-1)!
  const scale = new Float32Array(channels).fill(factor)
  const operation = { kind: 'scaleShift', scale, shift: new Float32Array(channels) } as const
  return { ...input, value: context.builder.add([input.value], operation, context.name) }
}
