import { added, byChannel, type GraphContext, mapOf } from './graph-context.js'
import type { Live } from './value.js'

/** x / (bias + alpha·Σx²)^beta, the sum over so many channels before and behind (tf.nn.local_response_normalization). */
export function locallyNormalised(
  context: GraphContext,
  input: Live,
  settings: { readonly radius: number; readonly bias: number; readonly alpha: number; readonly beta: number },
): Live {
  const { radius, bias, alpha, beta } = settings
  const operation = { kind: 'localResponseNorm', radius: [radius, radius], bias, alpha, beta } as const
  return added(context, [mapOf(context, input)], operation, ({ shape }) => [1, ...shape])
}

/** The channels of each place, of length one. @param epsilon - the least square of a length that is divided by */
export function ofLengthOne(context: GraphContext, input: Live, epsilon: number): Live {
  return added(context, [byChannel(context, input)], { kind: 'l2Normalize', epsilon }, () => input.shape)
}
