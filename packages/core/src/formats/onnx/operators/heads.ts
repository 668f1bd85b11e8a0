import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import { dimsOf } from '../view.js'
import { inRows, requireOwnImage } from './layout.js'
import type { Operator } from './operator.js'

/**
 * Softmax and LogSoftmax. Over all values it is the model's head, if nothing is made of it: the scores are what it is made of.
 * Elsewhere it is a layer, of vectors along its axes.
 */
export const softmax: Operator = (node) => {
  const input = node.feature()
  const dims = dimsOf(input.view)
  const old = node.opset < 13
  const axis = node.axis(node.attributes.integer('axis', old ? 1 : -1), dims.length)
  // Before version 13 all axes from the one named on are taken together.
  const axes = old ? dims.map((_, i) => i).slice(axis) : [axis]
  requireOwnImage(node, axes, dims.length)
  const computed = () => softmaxOf(node, input, axes)
  if (!dims.every((size, i) => size === 1 || axes.includes(i))) return computed()
  const words = node.operator === 'Softmax' ? 'a softmax' : 'a softmax’s logarithm'
  return { ...input, head: { kind: 'softmax', reason: `read before ${node.where}, ${words}`, computed } }
}

function softmaxOf(node: NodeContext, input: Feature, axes: readonly number[]): Feature {
  const kind = node.operator === 'Softmax' ? 'softmax' : 'logSoftmax'
  const { value, view } = inRows(node, input, axes)
  return node.gives(node.reading.add([value], { kind }, node.name), view)
}

/** ArgMax over all values, which gives the class alone. */
export const argMax: Operator = (node) => {
  const input = node.any()
  if (input.kind === 'constant') throw node.unsupported('of a constant')
  const dims = dimsOf(input.view)
  const axis = node.axis(node.attributes.integer('axis', 0), dims.length)
  if (dims.some((size, i) => size !== 1 && i !== axis))
    throw node.unsupported(`over axis ${axis} of [${dims.join(', ')}]`)
  const computed = () => {
    throw node.unsupported('before the end of the model')
  }
  const { kind, reason } = input.head ?? { kind: 'softmax', reason: `read before ${node.where}, the class` }
  return { ...input, head: { kind, reason, computed } }
}
