import { InputError } from '../../../errors.js'
import type { NetworkValue } from '../../../network/network-builder.js'
import { countOf } from '../../graph/value.js'
import type { Constant } from '../constants/constant.js'
import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import { dimsOf, isStoredIn, storedPlaces, type View, viewOf } from '../view.js'

/**
 * The axes of a tensor in the order of a network's value, at most three and without the batch's: rows, columns, channels of a map.
 * Channels lie first or last in the file; what is so stored is left where it is.
 *
 * @throws UnsupportedLayerError for more axes
 */
export function layoutOf(node: NodeContext, view: View): readonly number[] {
  const dims = dimsOf(view)
  const all = dims.map((_, axis) => axis)
  const axes = dims.length > 1 && dims[0] === 1 ? all.slice(1) : all
  const [a, b, c] = axes as [number, number, number]
  switch (axes.length) {
    case 0:
    case 1:
      return all
    case 2:
      return storedFirst(view, [
        [a, b],
        [b, a],
      ])
    case 3:
      return storedFirst(view, [
        [b, c, a],
        [a, b, c],
      ])
    default:
      throw node.unsupported(`of [${dims.join(', ')}]`)
  }
}

function storedFirst(view: View, orders: readonly (readonly number[])[]): readonly number[] {
  return orders.find((order) => isStoredIn(view, order)) ?? orders[0]!
}

/** A tensor as a value of the network with these of its axes. @throws UnsupportedLayerError where another is larger than 1 */
export function inLayout(node: NodeContext, feature: Feature, order: readonly number[]): NetworkValue {
  const dims = dimsOf(feature.view)
  if (dims.some((size, axis) => size > 1 && !order.includes(axis))) {
    throw node.unsupported(`of [${dims.join(', ')}]`)
  }
  const shape = order.map((axis) => dims[axis]!)
  return node.reading.arranged(feature, order, shape.length > 0 ? shape : [1], node.name)
}

/**
 * Checks that what goes along axes stays within one image: in a file made for batches of several, the first axis is that of the batch.
 *
 * @throws InputError `MODEL_OUTPUT`
 */
export function requireOwnImage(
  { reading, where }: NodeContext,
  axes: readonly number[],
  rank: number,
): void {
  if (reading.batch === 1 || rank < 2 || !axes.includes(0)) return
  throw new InputError(
    'MODEL_OUTPUT',
    `${where} goes over the images of a batch of ${reading.batch}, so that an image’s scores depend on others; expected scores of each image alone: export the model with a batch of 1, or an open one`,
  )
}

/** Most places of an axis that are named one by one. */
const MOST_PLACES = 2 ** 22

/** @throws UnsupportedLayerError */
export function requireCount(node: NodeContext, count: number): void {
  if (count > MOST_PLACES) throw node.unsupported(`of ${count} places along one axis`)
}

/**
 * Numbers that no image changes as a value of the network, which only has what is made of the image: its first value, times 0, and the
 * numbers.
 *
 * @param some - any value that depends on the image
 */
export function constantInLayout(
  node: NodeContext,
  { dims, data }: Constant,
  order: readonly number[],
  some: Feature,
): NetworkValue {
  const { reading, name } = node
  if (dims.some((size, axis) => size > 1 && !order.includes(axis)))
    throw node.unsupported(`of [${dims.join(', ')}]`)
  const count = countOf(dims)
  requireCount(node, count)
  const of = reading.settled(some, name)
  const flat = reading.shaped(of, [countOf(of.shape)], name)
  const first = reading.add(
    [flat],
    { kind: 'select', axis: 0, indices: new Array<number>(count).fill(0) },
    name,
  )
  const shift = Float32Array.from(storedPlaces(viewOf(dims), order), (place) => data[place]!)
  const value = reading.add([first], { kind: 'scaleShift', scale: new Float32Array(count), shift }, name)
  const shape = order.map((axis) => dims[axis]!)
  return reading.shaped(value, shape.length > 0 ? shape : [1], name)
}

/** What a layer makes of a tensor, along the same axes. @param dims - sizes afterwards, all of the tensor's axes */
export function fromLayout(
  node: NodeContext,
  value: NetworkValue,
  dims: readonly number[],
  order: readonly number[],
): Feature {
  return node.gives(value, viewOf(dims, order))
}

/**
 * A tensor as vectors that lie last in a value of the network, each along some of its axes.
 * @returns the value, and how the tensor lies in what keeps its shape
 */
export function inRows(
  node: NodeContext,
  input: Feature,
  axes: readonly number[],
): { readonly value: NetworkValue; readonly view: View } {
  const { reading, name } = node
  const dims = dimsOf(input.view)
  requireOwnImage(node, axes, dims.length)
  const place = (axis: number) => input.view.axes[axis]![0] ?? -1
  const others = dims.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const order = [...others.sort((a, b) => place(a) - place(b)), ...axes]
  const size = countOf(axes.map((axis) => dims[axis]!))
  const outer = countOf(dims) / size
  const shape = outer === 1 ? [size] : [outer, size]
  if (!isStoredIn(input.view, order)) {
    return { value: reading.arranged(input, order, shape, name), view: viewOf(dims, order) }
  }
  const settled = reading.settled(input, name)
  const fits = settled.shape.at(-1) === size
  return { value: fits ? settled : reading.shaped(settled, shape, name), view: input.view }
}
