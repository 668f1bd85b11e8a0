import type { Operation } from '@umbra/occlusion-wasm'
import type { NetworkValue } from '../../network/network-builder.js'
import { axisOf } from './axis.js'
import { added, inOrder, type LayerReading, mapShapeOf, passing, refuse } from './layer-reading.js'
import type { LayerOf } from './layer-schemas.js'
import { pairOf, sidesOf } from './sides.js'
import { mixed, type Value } from './value.js'

/** In channels-first order, value (c, y, x) stands at (c·H + y)·W + x; ours is (y·W + x)·C + c. */
export function readFlatten(reading: LayerReading): Value {
  return reading.input.shape.length === 1 ? reading.input : vectorOf(reading, { kind: 'flatten' })
}

function vectorOf(reading: LayerReading, operation: Operation): Value {
  const { input, layout } = reading
  const value = passing(reading, input, operation)
  const channels = input.shape.at(-1)!
  const pixels = value.shape[0]! / channels
  if (!layout.flattensChannelsFirst || pixels === 1 || channels === 1) return value
  const order = { pixels, channels }
  const { logits } = value
  return logits
    ? { ...value, order, logits: { ...logits, value: { ...logits.value, order } } }
    : { ...value, order }
}

/** Values in the order in which the source stores them: in PyTorch's layout channels first. */
export function readReshape(reading: LayerReading<LayerOf<'reshape'>>): Value {
  const { layer, input, layout } = reading
  const { shape } = layer
  if (shape.length === 1 && input.shape.length > 1) return vectorOf(reading, { kind: 'reshape', shape })
  if (!layout.flattensChannelsFirst) return passing(reading, input, { kind: 'reshape', shape })
  const stored = channelsFirst(reading, inOrder(reading, input))
  const [channels, places] = [shape.at(-1)!, shape.slice(0, -1)]
  if (channels === 1 || places.every((size) => size === 1)) {
    return mixed([input], added(reading, [stored], { kind: 'reshape', shape }), reading.name)
  }
  const first = added(reading, [stored], { kind: 'reshape', shape: [channels, ...places] })
  const axes = [...places.map((_, axis) => axis + 1), 0]
  return mixed([input], added(reading, [first], { kind: 'transpose', axes }), reading.name)
}

/** A value with its channels as the first axis, where that moves any. */
function channelsFirst(reading: LayerReading, value: Value): NetworkValue {
  const places = value.shape.slice(0, -1)
  if (value.shape.at(-1) === 1 || places.every((size) => size === 1)) return value
  return added(reading, [value], { kind: 'transpose', axes: [places.length, ...places.keys()] })
}

export function readTranspose(reading: LayerReading<LayerOf<'transpose'>>): Value {
  const { layer, label } = reading
  const { shape } = reading.input
  return moved(reading, { kind: 'transpose', axes: layer.axes.map((axis) => axisOf(axis, shape, label)) })
}

/** Rows, columns or channels by their numbers, or a slice of them. */
export function readSelect(reading: LayerReading<LayerOf<'select'>>): Value {
  const { layer, label } = reading
  const { shape } = reading.input
  const axis = axisOf(layer.axis, shape, label)
  const { indices, from, to, step } = layer
  const sliced = [from, to, step].some((setting) => setting !== undefined)
  if ((indices !== undefined) === sliced) {
    throw refuse(label, `has ${sliced ? 'both' : 'neither'}, expected indices, or from, to and step`)
  }
  const size = shape[axis] ?? 0
  return moved(reading, { kind: 'select', axis, indices: indices ?? sliceOf(size, from, to, step) })
}

/** Numbers of a Python slice of so many. */
function sliceOf(size: number, from: number | undefined, to: number | undefined, step = 1): number[] {
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1]
  const within = (place: number) => Math.min(most, Math.max(least, place < 0 ? place + size : place))
  const start = from === undefined ? (step > 0 ? least : most) : within(from)
  const end = to === undefined ? (step > 0 ? most : least) : within(to)
  return Array.from({ length: Math.max(0, Math.ceil((end - start) / step)) }, (_, i) => start + i * step)
}

/** Channel (group, place) of so many groups becomes (place, group): Zhang et al., ShuffleNet (2018). */
export function readChannelShuffle(reading: LayerReading<LayerOf<'channelShuffle'>>): Value {
  const { layer, label } = reading
  const [, , channels] = mapShapeOf(reading)
  const { groups } = layer
  if (channels % groups !== 0)
    throw refuse(label, `has ${groups} groups, expected a divisor of ${channels} channels`)
  const own = channels / groups
  const indices = Array.from({ length: channels }, (_, to) => (to % groups) * own + Math.floor(to / groups))
  return moved(reading, { kind: 'select', axis: 2, indices })
}

export function readPad(reading: LayerReading<LayerOf<'zeroPad' | 'pad'>>): Value {
  const { layer } = reading
  const padding = sidesOf(layer.padding)
  if (layer.kind === 'zeroPad') return moved(reading, { kind: 'zeroPad', padding })
  const { mode, value } = layer
  return moved(reading, { kind: 'pad', padding, mode, ...(value !== undefined && { value }) })
}

export function readCrop(reading: LayerReading<LayerOf<'crop'>>): Value {
  return moved(reading, { kind: 'crop', cropping: sidesOf(reading.layer.cropping) })
}

/** Every row and column so many times, or a map of so many; blended in between by half-pixel centres, or the nearest. */
export function readResize(reading: LayerReading<LayerOf<'upsample' | 'resize'>>): Value {
  const { layer } = reading
  const { interpolation } = layer
  const [height, width] = mapShapeOf(reading)
  if (layer.kind === 'resize')
    return moved(reading, { kind: 'resize', size: pairOf(layer.size), interpolation })
  const [down, across] = pairOf(layer.factor)
  return moved(reading, { kind: 'resize', size: [height * down, width * across], interpolation })
}

function moved(reading: LayerReading, operation: Operation): Value {
  const input = inOrder(reading, reading.input)
  return mixed([input], added(reading, [input], operation), reading.name)
}
