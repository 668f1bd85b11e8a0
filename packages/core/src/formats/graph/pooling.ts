import type { Pair } from '@umbra/occlusion-wasm'
import { times } from './arithmetic.js'
import { added, mapOf, type NodeContext, settled, unsupported } from './graph-context.js'
import { axesWithin } from './rearranged.js'
import { countOf, type Live } from './value.js'
import { type Windows, zerosAround } from './weighted.js'

/** The largest value, or the mean, of each window; padding counts for neither. */
export function pooled(
  context: NodeContext,
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

/** The mean, sum or largest of each channel over all places of a map, as a reduction of axes 1 and 2 writes it. */
export function reducedOverSpace(
  context: NodeContext,
  given: Live,
  what: 'mean' | 'sum' | 'largest',
  axes: readonly number[],
  keep: boolean,
): Live {
  const { shape } = given
  const gone = axesWithin(context, axes, shape.length)
  const after = shape.map((size, axis) => (gone.has(axis) ? 1 : size))
  const kept = keep ? after : after.filter((_, axis) => !gone.has(axis))
  // Along axes of one place there is nothing to reduce.
  if (countOf(after) === countOf(shape)) return { ...given, shape: kept }
  const input = settled(context, given)
  const space = shape.length === 4 && (shape[1] === 1 || gone.has(1)) && (shape[2] === 1 || gone.has(2))
  if (!space || (gone.has(3) && shape[3] !== 1)) {
    throw unsupported(context, `reduces axes [${[...axes].join(', ')}] of [${shape.join(', ')}]`)
  }
  const kind = what === 'largest' ? 'globalMaxPool' : 'globalAveragePool'
  const pooledMap = added(context, [mapOf(context, input)], { kind }, () => kept)
  const result = what === 'sum' ? times(context, pooledMap, shape[1]! * shape[2]!) : pooledMap
  return input.ending ? { ...result, ending: input.ending } : result
}
