import { X } from '../../graph/expression.js'
import { countOf } from '../../graph/value.js'
import { integers } from '../constants/constant.js'
import type { NodeContext } from '../node-context.js'
import type { Feature, Tensor } from '../tensor.js'
import { dimsOf, reshaped, transposed, viewOf } from '../view.js'
import type { Operator } from './operator.js'

/** What passes its input on. */
export const passing: Operator = (node) => node.any()

/** Dropout once trained. */
export const dropout: Operator = (node) => {
  if (node.optional(2)?.data[0]) throw node.unsupported('in training mode')
  return node.any()
}

const HALVES = 'The model rounds values to half precision; here they keep single precision.'

/** Cast to a floating-point type. */
export const cast: Operator = (node) => {
  const to = node.attributes.integer('to', 1)
  if (to === 10 || to === 16) node.reading.notes.add(HALVES)
  if ([1, 10, 11, 16].includes(to)) return node.any()
  throw node.unsupported(`of values that depend on the image to type ${to}`)
}

/** Cast to the type of another value. */
export const castLike: Operator = (node) => {
  const like = node.any(1)
  if (like.kind === 'feature' || like.type === 'float' || like.type === 'double') return node.any()
  throw node.unsupported('of values that depend on the image to whole numbers')
}

/** The sizes of a tensor, one image in the batch. */
export const shape: Operator = (node) => {
  const value = node.any()
  const dims = value.kind === 'constant' ? value.dims : dimsOf(value.view)
  const [start, end] = [node.attributes.integer('start', 0), node.attributes.integer('end', dims.length)]
  return integers(dims.slice(start, end))
}

export const size: Operator = (node) => {
  const value = node.any()
  const count = countOf(value.kind === 'constant' ? value.dims : dimsOf(value.view))
  return { ...integers([count]), dims: [], data: Float64Array.of(count) }
}

/** The same values under other sizes. */
function under(node: NodeContext, value: Tensor, dims: readonly number[]): Tensor {
  if (value.kind === 'constant') return { ...value, dims, data: value.data }
  return seenOtherwise(value, (input) => reshapedFeature(node, input, dims))
}

/** A tensor seen otherwise, and so what is yet to be done to it. */
function seenOtherwise(value: Feature, make: (input: Feature) => Feature): Feature {
  const { head } = value
  return head ? { ...make(value), head: { ...head, computed: () => make(head.computed()) } } : make(value)
}

function reshapedFeature(node: NodeContext, value: Feature, dims: readonly number[]): Feature {
  const own = dimsOf(value.view)
  if (countOf(own) !== countOf(dims)) {
    throw node.malformed(`[${own.join(', ')}] cannot take the shape [${dims.join(', ')}]`)
  }
  const view = reshaped(value.view, dims)
  if (view) return { ...value, view }
  const all = own.map((_, axis) => axis)
  const base = node.reading.arranged(value, all, [countOf(own)], node.name)
  return { ...value, base, expression: X, view: reshaped(viewOf([countOf(own)]), dims)! }
}

/** Reshape, whose sizes may be 0 for the same as before and −1 for what is left. */
export const reshape: Operator = (node) => {
  const value = node.any()
  const own = value.kind === 'constant' ? value.dims : dimsOf(value.view)
  const wanted = node.setting('shape', 1)
  if (!wanted) throw node.malformed('expected a shape')
  const keeps = node.attributes.integer('allowzero', 0) === 0
  const sizes = wanted.map((size, axis) => (size === 0 && keeps ? (own[axis] ?? 0) : size))
  const free = sizes.filter((size) => size === -1).length
  const rest = countOf(own) / countOf(sizes.filter((size) => size !== -1))
  const dims = sizes.map((size) => (size === -1 ? rest : size))
  const fits =
    free <= 1 && dims.every((size) => Number.isInteger(size) && size >= 0) && countOf(dims) === countOf(own)
  if (!fits) throw node.malformed(`[${own.join(', ')}] cannot take the shape [${wanted.join(', ')}]`)
  return under(node, value, dims)
}

export const flatten: Operator = (node) => {
  const value = node.any()
  const own = value.kind === 'constant' ? value.dims : dimsOf(value.view)
  const given = node.attributes.integer('axis', 1)
  const axis = given < 0 ? given + own.length : given
  return under(node, value, [countOf(own.slice(0, axis)), countOf(own.slice(axis))])
}

export const squeeze: Operator = (node) => {
  const value = node.any()
  const own = value.kind === 'constant' ? value.dims : dimsOf(value.view)
  const axes = node.setting('axes', 1)?.map((axis) => node.axis(axis, own.length))
  if (axes?.some((axis) => own[axis] !== 1)) {
    throw node.malformed(`axes [${axes.join(', ')}] of [${own.join(', ')}] are not all of size 1`)
  }
  return under(
    node,
    value,
    own.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1)),
  )
}

export const unsqueeze: Operator = (node) => {
  const value = node.any()
  const own = value.kind === 'constant' ? value.dims : dimsOf(value.view)
  const given = node.setting('axes', 1)
  if (!given) throw node.malformed('expected axes')
  const rank = own.length + given.length
  const axes = given.map((axis) => node.axis(axis, rank))
  const left = [...own]
  return under(
    node,
    value,
    Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : (left.shift() ?? 1))),
  )
}

export const transpose: Operator = (node) => {
  const value = node.any()
  if (value.kind === 'constant') throw node.malformed('expected values')
  const { length } = value.view.axes
  const order = node.attributes.integers('perm') ?? Array.from({ length }, (_, axis) => length - 1 - axis)
  const whole =
    order.length === length &&
    new Set(order).size === length &&
    order.every((axis) => axis >= 0 && axis < length)
  if (!whole) throw node.malformed(`perm: expected an order of ${length} axes, got [${order.join(', ')}]`)
  return seenOtherwise(value, (input) => ({ ...input, view: transposed(input.view, order) }))
}

/** Blocks of channels laid out over places: [N, C·b², H, W] to [N, C, H·b, W·b]. */
export const depthToSpace: Operator = (node) => {
  const [value, block, [batch, channels, height, width]] = blocksOf(node)
  const outer = channels / block / block
  const first = node.attributes.text('mode', 'DCR') === 'DCR'
  const split = first
    ? [batch, block, block, outer, height, width]
    : [batch, outer, block, block, height, width]
  const order = first ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]
  return rearranged(node, value, split, order, [batch, outer, height * block, width * block])
}

/** The opposite: [N, C, H, W] to [N, C·b², H/b, W/b]. */
export const spaceToDepth: Operator = (node) => {
  const [value, block, [batch, channels, height, width]] = blocksOf(node)
  const [rows, columns] = [height / block, width / block]
  const split = [batch, channels, rows, block, columns, block]
  return rearranged(node, value, split, [0, 3, 5, 1, 2, 4], [batch, channels * block * block, rows, columns])
}

function blocksOf(node: NodeContext): [Feature, number, readonly [number, number, number, number]] {
  const value = node.feature()
  return [value, node.attributes.integer('blocksize', 1), node.mapDims(value)]
}

function rearranged(
  node: NodeContext,
  value: Feature,
  split: readonly number[],
  order: readonly number[],
  dims: readonly number[],
): Tensor {
  const parts = under(node, value, split) as Feature
  return under(node, { ...parts, view: transposed(parts.view, order) }, dims)
}
