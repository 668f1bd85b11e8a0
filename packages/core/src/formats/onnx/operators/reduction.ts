import { affine, type Expression } from '../../graph/expression.js'
import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import { dimsOf, reshaped } from '../view.js'
import { onEach } from './activations.js'
import { fromLayout, inLayout, layoutOf, requireOwnImage } from './layout.js'
import type { Operator } from './operator.js'

type By = 'mean' | 'sum' | 'max'

/** The mean, sum or largest along axes. */
export const reduced =
  (by: By): Operator =>
  (node) => {
    const input = node.feature()
    const axes = axesOf(node, input)
    return axes ? alongAxes(node, input, by, axes) : input
  }

/** One that is the mean, sum or largest of what is made of each value, and something made of that. */
export const reducedOf =
  (before: (of: Expression) => Expression, by: By, after: (of: Expression) => Expression): Operator =>
  (node) => {
    const input = node.feature()
    const axes = axesOf(node, input)
    const each = onEach(node, input, before)
    return onEach(node, axes ? alongAxes(node, each, by, axes) : each, after)
  }

/** Axes told, or all; undefined where none are meant. */
function axesOf(node: NodeContext, { view }: Feature): readonly number[] | undefined {
  const rank = view.axes.length
  const told = node.setting('axes', 1)
  if (told?.length) return told.map((axis) => node.axis(axis, rank))
  if (node.attributes.integer('noop_with_empty_axes', 0) !== 0) return undefined
  return Array.from({ length: rank }, (_, axis) => axis)
}

/** Also of a whole map at once, for which there is a pooling of its own. */
function alongAxes(node: NodeContext, input: Feature, by: By, axes: readonly number[]): Feature {
  const dims = dimsOf(input.view)
  requireOwnImage(node, axes, dims.length)
  const order = layoutOf(node, input.view)
  const over = axes.filter((axis) => dims[axis]! > 1)
  const kept = dims.map((size, axis) => (axes.includes(axis) ? 1 : size))
  const value = inLayout(node, input, order)
  const { reading, name } = node
  const within = over.map((axis) => order.indexOf(axis)).sort()
  const global = order.length === 3 && within.join() === '0,1' && by !== 'sum'
  const kind = by === 'mean' ? 'globalAveragePool' : 'globalMaxPool'
  const operation = global
    ? ({ kind } as const)
    : ({ kind: 'reduce', by, axes: within, keepAxes: true } as const)
  const result = within.length === 0 ? value : reading.add([value], operation, name)
  const whole = fromLayout(node, result, kept, order)
  if (node.attributes.integer('keepdims', 1) !== 0) return whole
  const sizes = kept.filter((_, axis) => !axes.includes(axis))
  return { ...whole, view: reshaped(whole.view, sizes)! }
}

/** ReduceMin: the largest of the opposite. */
export const smallest = reducedOf(
  (of) => affine(of, -1, 0),
  'max',
  (of) => affine(of, -1, 0),
)
