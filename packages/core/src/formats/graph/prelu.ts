import { calculated } from './arithmetic.js'
import { mapped } from './constants.js'
import { elementwise, type GraphContext, settled } from './graph-context.js'
import { times } from './times.js'
import type { Constant, Live } from './value.js'

/**
 * PReLU (He et al., 2015): max(x, 0) − alpha·max(−x, 0), alpha stretched over the tensor. All of its operations are exact in
 * float32 but the product with alpha.
 */
export function prelu(context: GraphContext, given: Live, alpha: Constant): Live {
  const input = settled(context, given)
  const relu = { kind: 'activation', activation: { name: 'relu' } } as const
  const above = elementwise(context, input, relu)
  const below = elementwise(context, times(context, input, -1), relu)
  const sloped = calculated(
    context,
    'multiply',
    below,
    mapped(alpha, (slope) => -slope),
  )
  return { ...calculated(context, 'add', above, sloped), ending: `node "${context.name}" ends in prelu` }
}
