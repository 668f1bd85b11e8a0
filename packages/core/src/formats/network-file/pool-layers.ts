import type { Padding } from '@umbra/occlusion-wasm'
import { axisOf } from './axis.js'
import { added, inOrder, type LayerReading, mapShapeOf, refuse } from './layer-reading.js'
import type { LayerOf } from './layer-schemas.js'
import { paddingOf, pairOf, sidesOf, type Windows } from './sides.js'
import { mixed, type Value } from './value.js'

/** Pooling. Padding is never the largest value; whether a mean counts it as zeros is the layout's, unless told. */
export function readPool(reading: LayerReading<LayerOf<'maxPool' | 'averagePool'>>): Value {
  const { layer, name } = reading
  const [height, width] = mapShapeOf(reading)
  const { input } = reading
  const [windowSize, dilation] = [pairOf(layer.size), pairOf(layer.dilation)]
  const windows = { kernelSize: windowSize, strides: pairOf(layer.stride ?? layer.size), dilation }
  const around = paddingOf(layer.padding, windows, [height, width])
  const counted = layer.kind === 'averagePool' ? countedOf({ ...reading, layer }, around) : undefined
  const value = added(reading, [input], {
    kind: layer.kind,
    windowSize,
    strides: windows.strides,
    padding: layer.ceil ? stuckOut(around, windows, [height, width]) : around,
    ...(dilation.some((step) => step > 1) && { dilation }),
    ...(counted?.some((cells) => cells > 0) && { counted }),
  })
  return mixed([input], value, name)
}

/** How much of the padding a mean counts as zeros. */
function countedOf(
  { layer, label, layout }: LayerReading<LayerOf<'averagePool'>>,
  around: Padding,
): Padding | undefined {
  const { padding, counted } = layer
  if (counted === false) return undefined
  if (counted === true) return around
  if (counted !== undefined) return sidesOf(counted)
  if (padding === 'same' || around.every((cells) => cells === 0)) return undefined
  if (layout.averageCountsPadding) return around
  throw refuse(
    label,
    'has padding in numbers, which Keras does not know: expected counted beside it, true if the mean counts zeros there, else false',
  )
}

/** With what a last window sticks out by: one more than fits whole, if it begins on the map or what lies before it. */
function stuckOut(
  around: Padding,
  { kernelSize, strides, dilation }: Windows,
  size: readonly number[],
): Padding {
  const [bottom, right] = ([0, 1] as const).map((axis) => {
    const [before, after] = [around[2 * axis]!, around[2 * axis + 1]!]
    const reach = (kernelSize[axis] - 1) * dilation[axis] + 1
    const all = size[axis]! + before + after
    const last = Math.ceil((all - reach) / strides[axis]) * strides[axis]
    const begins = last < size[axis]! + before
    return after + (begins ? Math.max(0, last + reach - all) : 0)
  }) as [number, number]
  return [around[0], bottom, around[2], right]
}

export function readGlobalPool(reading: LayerReading<LayerOf<'globalAveragePool'>>): Value {
  const { layer, name } = reading
  mapShapeOf(reading)
  const { input } = reading
  const kind = layer.kind as 'globalAveragePool' | 'globalMaxPool'
  return mixed([input], added(reading, [input], { kind }), name)
}

export function readReduce(reading: LayerReading<LayerOf<'reduce'>>): Value {
  const { layer, label, name } = reading
  const input = inOrder(reading, reading.input)
  const axes = layer.axes.map((axis) => axisOf(axis, input.shape, label))
  const { by, keepAxes } = layer
  return mixed([input], added(reading, [input], { kind: 'reduce', by, axes, keepAxes }), name)
}
