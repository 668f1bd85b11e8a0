import type { Pair } from '@umbra/occlusion-wasm'
import { withAxes } from './axes.js'
import { added, type GraphContext, mapOf, settled } from './graph-context.js'
import { axesWithin } from './rearranged.js'
import { times } from './times.js'
import { countOf, type Live } from './value.js'
import { type Windows, zerosAround } from './weighted.js'

/** The largest value, or the mean, of each window; padding counts for neither. */
export function pooled(
  context: GraphContext,
  given: Live,
  kind: 'maxPool' | 'averagePool',
  windowSize: Pair,
  windows: Omit<Windows, 'dilation'>,
): Live {
  const input = settled(context, given)
  const map = mapOf(context, input)
  const { strides } = windows
  const padding = zerosAround({ ...windows, dilation: [1, 1] }, map.shape, windowSize)
  const result = added(context, [map], { kind, windowSize, strides, padding }, ({ shape }) => [1, ...shape])
  return input.ending ? { ...result, ending: input.ending } : result
}

/** The mean, sum or largest along some axes, which may be counted from the last. @param keep - whether they stay, of one place */
export function reducedLive(
  context: GraphContext,
  given: Live,
  by: 'mean' | 'sum' | 'max',
  axes: readonly number[],
  keep: boolean,
): Live {
  const { shape } = given
  const gone = axesWithin(context, axes, shape.length)
  const after = shape.map((size, axis) => (gone.has(axis) ? 1 : size))
  const kept = keep ? after : after.filter((_, axis) => !gone.has(axis))
  // Along axes of one place there is nothing to reduce.
  if (countOf(after) === countOf(shape)) return { ...given, shape: kept }
  const { ending } = settled(context, given)
  const result = overSpace(shape, gone)
    ? pooledMap(context, given, by, kept)
    : reducedAlong(context, given, by, gone, kept)
  return ending ? { ...result, ending } : result
}

function overSpace(shape: readonly number[], gone: ReadonlySet<number>): boolean {
  const space = shape.length === 4 && (shape[1] === 1 || gone.has(1)) && (shape[2] === 1 || gone.has(2))
  return space && shape[0] === 1 && (shape[3] === 1 || !gone.has(3))
}

function pooledMap(
  context: GraphContext,
  input: Live,
  by: 'mean' | 'sum' | 'max',
  shape: readonly number[],
): Live {
  const kind = by === 'max' ? 'globalMaxPool' : 'globalAveragePool'
  const pooled = added(context, [mapOf(context, input)], { kind }, () => shape)
  return by === 'sum' ? times(context, pooled, input.shape[1]! * input.shape[2]!) : pooled
}

function reducedAlong(
  context: GraphContext,
  input: Live,
  by: 'mean' | 'sum' | 'max',
  gone: ReadonlySet<number>,
  shape: readonly number[],
): Live {
  const { value, axisOf } = withAxes(context, input)
  const axes = [...gone].flatMap((axis) => axisOf(axis) ?? []).sort((a, b) => a - b)
  return added(context, [value], { kind: 'reduce', by, axes, keepAxes: true }, () => shape)
}
