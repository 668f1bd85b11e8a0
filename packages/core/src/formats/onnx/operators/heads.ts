import type { OutputHead } from '@umbra/occlusion-wasm'
import type { NodeContext } from '../node-context.js'
import type { Feature } from '../value.js'
import { dimsOf } from '../view.js'
import type { Operator } from './operator.js'

/** Softmax and LogSoftmax over all classes: the model's scores are what they are made of. */
export const softmax: Operator = (node) => {
  const input = node.feature()
  const words = node.operator === 'Softmax' ? 'a softmax' : 'a softmax’s logarithm'
  return overClasses(node, input, node.opset < 13 ? 1 : -1, {
    kind: 'softmax',
    reason: `read before ${node.where}, ${words}`,
  })
}

/** ArgMax, which gives the class alone. */
export const argMax: Operator = (node) => {
  const input = node.any() as Feature
  return overClasses(
    node,
    input,
    0,
    input.head ?? { kind: 'softmax', reason: `read before ${node.where}, the class` },
  )
}

function overClasses(
  node: NodeContext,
  input: Feature,
  otherwise: number,
  head: Pick<OutputHead, 'kind' | 'reason'>,
): Feature {
  const dims = dimsOf(input.view)
  const axis = node.axis(node.attributes.integer('axis', otherwise), dims.length)
  // Before version 13 all axes from the one named on are taken together.
  const whole = node.operator !== 'ArgMax' && node.opset < 13 ? dims.slice(0, axis) : dims.toSpliced(axis, 1)
  if (whole.every((size) => size === 1)) return { ...input, head }
  throw node.unsupported(`over axis ${axis} of [${dims.join(', ')}]`)
}
