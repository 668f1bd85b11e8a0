import type { Padding } from '@umbra/occlusion-wasm'
import { added, malformed, mapOf, type NodeContext, settled, unsupported } from './graph-context.js'
import { type AxisSlice, axesWithin } from './rearranged.js'
import { countOf, type Live, shapeText, type Value } from './value.js'

/** The same values under another shape; one size may be −1, whatever the others leave. */
export function reshaped<V extends Value>(context: NodeContext, input: V, shape: readonly number[]): V {
  const count = countOf(input.shape)
  const known = countOf(shape.filter((size) => size !== -1))
  const target = shape.map((size) => (size === -1 ? count / known : size))
  if (countOf(target) === count && target.every((size) => Number.isInteger(size) && size >= 0)) {
    return { ...input, shape: target }
  }
  throw malformed(context, `reshapes ${shapeText(input.shape)} to ${shapeText(shape)}`)
}

/** Without the axes of one place that are told; without all of them where none is. */
export function squeezed<V extends Value>(context: NodeContext, input: V, axes: readonly number[]): V {
  const gone = axesWithin(context, axes, input.shape.length)
  const all = gone.size === 0
  const shape = input.shape.filter((size, axis) => (all ? size !== 1 : !gone.has(axis)))
  return reshaped(context, input, shape)
}

/** With an axis of one place more. */
export function expanded<V extends Value>(context: NodeContext, input: V, axis: number): V {
  const rank = input.shape.length
  const at = axis < 0 ? axis + rank + 1 : axis
  if (!(Number.isInteger(at) && at >= 0 && at <= rank))
    throw malformed(context, `adds axis ${axis} to ${rank}`)
  return reshaped(context, input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)])
}

/** Axes in another order, where that moves no value: those of one place may stand anywhere. */
export function permuted(context: NodeContext, input: Live, order: readonly number[]): Live {
  const axes = axesWithin(context, order, input.shape.length)
  if (axes.size !== input.shape.length) throw malformed(context, `orders axes as ${shapeText(order)}`)
  const long = [...axes].filter((axis) => input.shape[axis] !== 1)
  if (long.every((axis, i) => i === 0 || long[i - 1]! < axis)) {
    return reshaped(
      context,
      input,
      [...axes].map((axis) => input.shape[axis]!),
    )
  }
  throw unsupported(context, `orders the axes of ${shapeText(input.shape)} as ${shapeText(order)}`)
}

/** Zeros around a map. @param sides - before and after each of the four axes */
export function paddedWithZeros(context: NodeContext, given: Live, sides: readonly number[]): Live {
  const input = settled(context, given)
  const rank = input.shape.length
  if (sides.length !== 2 * rank) throw malformed(context, `pads ${sides.length / 2} axes of ${rank}`)
  if (sides.every((zeros) => zeros === 0)) return input
  const outer = rank === 4 ? [...sides.slice(0, 2), ...sides.slice(6)] : sides
  if (outer.some((zeros) => zeros !== 0))
    throw unsupported(context, `pads ${shapeText(input.shape)} by ${shapeText(sides)}`)
  const padding = sides.slice(2, 6) as unknown as Padding
  return added(context, [mapOf(context, input)], { kind: 'zeroPad', padding }, ({ shape }) => [1, ...shape])
}

/** A part of a map's rows and columns. */
export function cropped(context: NodeContext, given: Live, slices: readonly AxisSlice[]): Live {
  const input = settled(context, given)
  const whole = slices.every(({ begin, count }, axis) => begin === 0 && count === input.shape[axis])
  const kept = slices.filter(({ dropped }) => !dropped).map(({ count }) => count)
  if (whole) return reshaped(context, input, kept)
  const [batch, rows, columns, channels] = slices as [AxisSlice, AxisSlice, AxisSlice, AxisSlice]
  const space =
    slices.length === 4 &&
    [batch, channels].every(({ begin, count }, i) => begin === 0 && count === input.shape[3 * i])
  if (!space || rows.stride !== 1 || columns.stride !== 1 || rows.count * columns.count === 0) {
    throw unsupported(context, `takes a part of ${shapeText(input.shape)}`)
  }
  const [height, width] = input.shape.slice(1) as [number, number]
  const cropping = [
    rows.begin,
    height - rows.begin - rows.count,
    columns.begin,
    width - columns.begin - columns.count,
  ] as const
  return added(context, [mapOf(context, input)], { kind: 'crop', cropping }, () => kept)
}

/** A map enlarged or reduced, by half-pixel centres. */
export function resized(
  context: NodeContext,
  given: Live,
  size: readonly number[],
  interpolation: 'nearest' | 'bilinear',
  centres: { readonly aligned: boolean; readonly half: boolean },
): Live {
  const input = settled(context, given)
  const map = mapOf(context, input)
  const [height, width] = map.shape as [number, number]
  if (size.length !== 2) throw malformed(context, `resizes to ${shapeText(size)}`)
  const [rows, columns] = size as [number, number]
  if (rows === height && columns === width) return input
  // Whole factors repeat rows and columns, whatever the centres.
  const repeats =
    interpolation === 'nearest' && !centres.aligned && rows % height === 0 && columns % width === 0
  if (!repeats && (centres.aligned || !centres.half)) {
    throw unsupported(context, `resizes by ${centres.aligned ? 'aligned corners' : 'corners of pixels'}`)
  }
  const operation = { kind: 'resize', size: [rows, columns], interpolation } as const
  return added(context, [map], operation, ({ shape }) => [1, ...shape])
}
