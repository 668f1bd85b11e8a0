import { broadcastDims } from '../constants/broadcast.js'
import { slicesOf } from '../constants/rearrange.js'
import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import { dimsOf, ranked, reshaped, viewOf } from '../view.js'
import { constantInLayout, fromLayout, inLayout, layoutOf, requireCount } from './layout.js'
import type { Operator } from './operator.js'

/** Every index of an axis that is told, in that order. */
export function chosen(node: NodeContext, input: Feature, axis: number, indices: readonly number[]): Feature {
  const dims = dimsOf(input.view)
  if (indices.length === dims[axis] && indices.every((index, i) => index === i)) return input
  if (indices.length === 0) throw node.malformed('chooses nothing')
  const layout = layoutOf(node, input.view)
  const order = layout.includes(axis) ? layout : [axis]
  const value = inLayout(node, input, order)
  const output = node.reading.add([value], { kind: 'select', axis: order.indexOf(axis), indices }, node.name)
  return fromLayout(node, output, dims.with(axis, indices.length), order)
}

export const slice: Operator = (node) => {
  const input = node.feature()
  const slices = slicesOf(node, dimsOf(input.view))
  return slices.reduce((value, { axis, indices }) => chosen(node, value, axis, indices), input)
}

/** Gather at constant indices, of any number of axes, one of none among them. */
export const gather: Operator = (node) => {
  const input = node.feature()
  const indices = node.constant(1)
  const dims = dimsOf(input.view)
  const axis = node.axis(node.attributes.integer('axis', 0), dims.length)
  const size = dims[axis]!
  const places = Array.from(indices.data, (index) => (index < 0 ? index + size : index))
  const bad = places.find((place) => !(place >= 0 && place < size))
  if (bad !== undefined) throw node.malformed(`expected indices below ${size}, got ${bad}`)
  const value = chosen(node, input, axis, places)
  const view = reshaped(value.view, dims.toSpliced(axis, 1, ...indices.dims))
  return { ...value, view: view ?? viewOf(dims) }
}

/** A tensor whose axes of one place are stretched to sizes that are told, which may have more axes in front. */
export function stretched(node: NodeContext, input: Feature, dims: readonly number[]): Feature {
  const whole = { ...input, view: ranked(input.view, dims.length) }
  const own = dimsOf(whole.view)
  if (own.some((size, axis) => size !== 1 && size !== dims[axis]))
    throw node.malformed(`[${dimsOf(input.view).join(', ')}] cannot be stretched to [${dims.join(', ')}]`)
  return dims.reduce((value, size, axis) => {
    if (own[axis] === size) return value
    requireCount(node, size)
    return chosen(node, value, axis, new Array<number>(size).fill(0))
  }, whole)
}

/** Expand to constant sizes, each of which is the tensor's own, or stretches one place. */
export const expand: Operator = (node) => {
  const input = node.feature()
  return stretched(node, input, broadcastDims(node, dimsOf(input.view), node.integers(1) ?? []))
}

/** Tile: each axis so many times, one after the other. */
export const tile: Operator = (node) => {
  const input = node.feature()
  const own = dimsOf(input.view)
  const times = node.integers(1) ?? []
  const fits = times.length === own.length && times.every((number) => Number.isInteger(number) && number >= 1)
  if (!fits)
    throw node.malformed(`expected how often to repeat each of ${own.length} axes, got [${times.join(', ')}]`)
  return times.reduce((value, number, axis) => {
    const size = own[axis]! * number
    requireCount(node, size)
    return chosen(
      node,
      value,
      axis,
      Array.from({ length: size }, (_, i) => i % own[axis]!),
    )
  }, input)
}

/** Split into parts of lengths told, or of equal length. */
export const split: Operator = (node) => {
  const input = node.feature()
  const dims = dimsOf(input.view)
  const axis = node.axis(node.attributes.integer('axis', 0), dims.length)
  const parts = node.attributes.integer('num_outputs', node.outputs)
  const even = Math.ceil(dims[axis]! / parts)
  const lengths =
    node.setting('split', 1) ??
    Array.from({ length: parts }, (_, i) => Math.min(even, dims[axis]! - i * even))
  if (
    lengths.reduce((sum, length) => sum + length, 0) !== dims[axis] ||
    lengths.some((length) => length < 1)
  ) {
    throw node.malformed(`expected parts that make ${dims[axis]}, got [${lengths.join(', ')}]`)
  }
  let first = 0
  return lengths.map((length) => {
    const indices = Array.from({ length }, (_, i) => first + i)
    first += length
    return chosen(node, input, axis, indices)
  })
}

/** Concat of values that depend on the image, and of constants among them. */
export const concat: Operator = (node) => {
  const inputs = node.inputs.map((_, index) =>
    node.any(index).kind === 'constant' ? node.constant(index) : node.feature(index),
  )
  const features = inputs.filter((input) => input.kind === 'feature')
  const all = inputs.map((input) => (input.kind === 'feature' ? dimsOf(input.view) : [...input.dims]))
  const [first] = all as [number[]]
  const axis = node.axis(node.attributes.integer('axis', 1), first.length)
  const length = all.reduce((sum, dims) => sum + (dims[axis] ?? 0), 0)
  if (all.some((dims) => dims.with(axis, 0).join() !== first.with(axis, 0).join())) {
    throw node.malformed(`[${all.map((dims) => dims.join(', ')).join('] and [')}] do not fit together`)
  }
  if (inputs.length === 1) return features[0]!
  const largest = features.toSorted((a, b) => b.view.factors.length - a.view.factors.length)[0]!
  const order = layoutOf(node, largest.view)
  if (!order.includes(axis)) throw node.unsupported(`along axis ${axis}`)
  const [some] = features
  const values = inputs.map((input) =>
    input.kind === 'feature' ? inLayout(node, input, order) : constantInLayout(node, input, order, some!),
  )
  const output = node.reading.add(values, { kind: 'concat', axis: order.indexOf(axis) }, node.name)
  return fromLayout(node, output, first.with(axis, length), order)
}
