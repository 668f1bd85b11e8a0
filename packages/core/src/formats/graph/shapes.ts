import type { Padding } from '@umbra/occlusion-wasm'
import { added, type GraphContext, malformed, mapOf, settled, unsupported } from './graph-context.js'
import { axesWithin } from './rearranged.js'
import { countOf, type Live, shapeText, type Value } from './value.js'

/** The same values under another shape; one size may be −1, whatever the others leave. */
export function reshaped<V extends Value>(context: GraphContext, input: V, shape: readonly number[]): V {
  const count = countOf(input.shape)
  const known = countOf(shape.filter((size) => size !== -1))
  const target = shape.map((size) => (size === -1 ? count / known : size))
  if (countOf(target) === count && target.every((size) => Number.isInteger(size) && size >= 0)) {
    return { ...input, shape: target }
  }
  throw malformed(context, `reshapes ${shapeText(input.shape)} to ${shapeText(shape)}`)
}

/** Without the axes of one place that are told; without all of them where none is. */
export function squeezed<V extends Value>(context: GraphContext, input: V, axes: readonly number[]): V {
  const gone = axesWithin(context, axes, input.shape.length)
  const all = gone.size === 0
  const shape = input.shape.filter((size, axis) => (all ? size !== 1 : !gone.has(axis)))
  return reshaped(context, input, shape)
}

/** With an axis of one place more. */
export function expanded<V extends Value>(context: GraphContext, input: V, axis: number): V {
  const rank = input.shape.length
  const at = axis < 0 ? axis + rank + 1 : axis
  if (!(Number.isInteger(at) && at >= 0 && at <= rank))
    throw malformed(context, `adds axis ${axis} to ${rank}`)
  return reshaped(context, input, [...input.shape.slice(0, at), 1, ...input.shape.slice(at)])
}

/**
 * A map with values around it, zeros among its channels too.
 *
 * @param sides - before and after each axis
 * @param mode - zeros, another number, or the map mirrored without and with its edges
 */
export function paddedMap(
  context: GraphContext,
  given: Live,
  sides: readonly number[],
  mode: number | 'reflect' | 'symmetric' = 0,
): Live {
  const input = settled(context, given)
  const { shape } = input
  if (sides.length !== 2 * shape.length)
    throw malformed(context, `pads ${sides.length / 2} axes of ${shape.length}`)
  if (sides.every((cells) => cells === 0)) return input
  const [rows, channels] = [sides.slice(2, 6), sides.slice(6)]
  const outer = shape.length === 4 ? sides.slice(0, 2) : sides
  if (outer.some((cells) => cells !== 0))
    throw unsupported(context, `pads ${shapeText(shape)} by ${shapeText(sides)}`)
  const wide = channels.some((cells) => cells !== 0)
    ? withZeroChannels(context, input, channels, mode)
    : input
  if (rows.every((cells) => cells === 0)) return wide
  const padding = rows as unknown as Padding
  const operation =
    mode === 0
      ? ({ kind: 'zeroPad', padding } as const)
      : typeof mode === 'number'
        ? ({ kind: 'pad', padding, mode: 'constant', value: mode } as const)
        : ({ kind: 'pad', padding, mode } as const)
  return added(context, [mapOf(context, wide)], operation, (value) => [1, ...value.shape])
}

/** Channels of zeros before and after a map's own: its own, times 0. */
function withZeroChannels(
  context: GraphContext,
  input: Live,
  sides: readonly number[],
  mode: number | string,
): Live {
  const channels = input.shape[3]!
  if (mode !== 0 || Math.max(...sides) > 65_535) throw unsupported(context, 'pads channels')
  const map = mapOf(context, input)
  const zeros = (count: number) => {
    const indices = Array.from({ length: count }, (_, i) => i % channels)
    const some = context.builder.add([map], { kind: 'select', axis: 2, indices }, context.name)
    const none = new Float32Array(count)
    return context.builder.add([some], { kind: 'scaleShift', scale: none, shift: none }, context.name)
  }
  const [before, after] = sides as [number, number]
  const maps = [...(before ? [zeros(before)] : []), map, ...(after ? [zeros(after)] : [])]
  return added(context, maps, { kind: 'concat', axis: 2 }, (value) => [1, ...value.shape])
}
