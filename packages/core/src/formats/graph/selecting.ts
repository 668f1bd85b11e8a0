import { withAxes } from './axes.js'
import { added, type GraphContext, inShape, malformed, settled, unsupported } from './graph-context.js'
import { beforePermutation, permutationOf } from './permutation.js'
import { type AxisSlice, axesWithin } from './rearranged.js'
import { reshaped, squeezed } from './shapes.js'
import { countOf, type Live, shapeText } from './value.js'

/** Most values that a permutation of them all may have: each is named by a number. */
const MOST_PERMUTED = 2 ** 20

/** Most places of an axis that are taken apart. */
const MOST_PARTS = 1000

/** The places of an axis that a list names, in its order. */
export function selected(context: GraphContext, given: Live, axis: number, indices: readonly number[]): Live {
  const size = given.shape[axis]!
  if (indices.length === size && indices.every((index, i) => index === i)) return given
  const { value, axisOf } = withAxes(context, given)
  const own = axisOf(axis)
  if (own === undefined || indices.length === 0) {
    throw unsupported(
      context,
      `takes ${indices.length} of ${size} places along axis ${axis} of ${shapeText(given.shape)}`,
    )
  }
  const shape = given.shape.with(axis, indices.length)
  const result = added(context, [value], { kind: 'select', axis: own, indices }, () => shape)
  return given.ending ? { ...result, ending: given.ending } : result
}

/** A part of a tensor. */
export function cut(context: GraphContext, given: Live, slices: readonly AxisSlice[]): Live {
  const kept = slices.filter(({ dropped }) => !dropped).map(({ count }) => count)
  const result = slices.reduce((input, { begin, stride, count }, axis) => {
    const size = input.shape[axis]!
    if (begin === 0 && stride === 1 && count === size) return input
    const rows = input.shape.length === 4 && (axis === 1 || axis === 2) && stride === 1 && count > 0
    if (!rows)
      return selected(
        context,
        input,
        axis,
        Array.from({ length: count }, (_, i) => begin + i * stride),
      )
    const sides =
      axis === 1
        ? ([begin, size - begin - count, 0, 0] as const)
        : ([0, 0, begin, size - begin - count] as const)
    const { value } = withAxes(context, input)
    const shape = input.shape.with(axis, count)
    const cropped = added(context, [value], { kind: 'crop', cropping: sides }, () => shape)
    return input.ending ? { ...cropped, ending: input.ending } : cropped
  }, given)
  return reshaped(context, result, kept)
}

/** Parts of an axis, one after the other. @param sizes - of each; one may be −1, what the others leave */
export function split(context: GraphContext, input: Live, axis: number, sizes: readonly number[]): Live[] {
  const [along] = axesWithin(context, [axis], input.shape.length) as unknown as [number]
  const rest = input.shape[along]! - sizes.reduce((sum, size) => sum + Math.max(0, size), 0)
  const counts = sizes.map((size) => (size === -1 ? rest : size))
  const whole = counts.reduce((sum, size) => sum + size, 0) === input.shape[along]
  if (!whole || counts.some((count) => !(Number.isInteger(count) && count >= 1))) {
    throw malformed(context, `splits axis ${axis} of ${shapeText(input.shape)} into ${shapeText(sizes)}`)
  }
  let begin = 0
  return counts.map((count) => {
    const slices = input.shape.map((size, i) =>
      i === along
        ? { begin, stride: 1, count, dropped: false }
        : { begin: 0, stride: 1, count: size, dropped: false },
    )
    begin += count
    return cut(context, input, slices)
  })
}

/** An axis in so many equal parts. */
export function splitEvenly(context: GraphContext, input: Live, axis: number, parts: number): Live[] {
  const size = input.shape.at(axis) ?? 0
  if (!(parts >= 1 && parts <= size)) throw malformed(context, `splits ${size} places into ${parts}`)
  return split(context, input, axis, new Array<number>(parts).fill(size / parts))
}

/** The places of an axis, each without it. */
export function unstacked(context: GraphContext, input: Live, axis: number): Live[] {
  const size = input.shape.at(axis) ?? 0
  if (size > MOST_PARTS) throw unsupported(context, `takes ${size} parts`)
  return splitEvenly(context, input, axis, size).map((part) => squeezed(context, part, [axis]))
}

/** Axes in another order. Those of one place may stand anywhere; last axes become another order of channels, others of all values. */
export function permuted(context: GraphContext, given: Live, order: readonly number[]): Live {
  const axes = [...axesWithin(context, order, given.shape.length)]
  if (axes.length !== given.shape.length) throw malformed(context, `orders axes as ${shapeText(order)}`)
  const before = beforePermutation(given)
  if (before) {
    const together = axes.map((axis) => before.order[axis]!)
    return permuted(context, before.input, together)
  }
  const shape = axes.map((axis) => given.shape[axis]!)
  const long = axes.filter((axis) => given.shape[axis] !== 1)
  if (long.every((axis, i) => i === 0 || long[i - 1]! < axis)) return reshaped(context, given, shape)
  const input = settled(context, given)
  if (shape.length === 4 && axes[0] === 0 && shape[0] === 1) {
    const operation = { kind: 'transpose', axes: axes.slice(1).map((axis) => axis - 1) } as const
    const result = added(context, [withAxes(context, input).value], operation, () => shape)
    return permutationOf(input.ending ? { ...result, ending: input.ending } : result, { input, order: axes })
  }
  const still = axes.findIndex((axis, i) => axis !== i)
  const outer = input.shape.slice(0, still)
  const moved = countOf(input.shape.slice(still))
  if (moved > MOST_PERMUTED)
    throw unsupported(context, `orders the axes of ${shapeText(input.shape)} as ${shapeText(order)}`)
  const indices = permutedPlaces(
    input.shape.slice(still),
    axes.slice(still).map((axis) => axis - still),
  )
  const rows = outer.length === 3 && outer[0] === 1 ? outer.slice(1) : [countOf(outer), 1]
  const sizes = countOf(outer) === 1 ? [moved] : [...rows, moved]
  const value = inShape(context, input.value, sizes)
  return added(context, [value], { kind: 'select', axis: sizes.length - 1, indices }, () => shape)
}

/** Where each value of a permuted tensor lies in the one given. */
function permutedPlaces(shape: readonly number[], order: readonly number[]): number[] {
  const steps = shape.map((_, axis) => countOf(shape.slice(axis + 1)))
  return order.reduce<number[]>(
    (places, axis) =>
      places.flatMap((place) => Array.from({ length: shape[axis]! }, (_, i) => place + i * steps[axis]!)),
    [0],
  )
}
