import { withAxes } from './axes.js'
import { added, type GraphContext, malformed, mapOf, settled } from './graph-context.js'
import { interpolated, linearTaps } from './interpolated.js'
import { selected } from './selecting.js'
import { type Live, shapeText } from './value.js'

/** Where the centres of cells lie, as TensorFlow and TensorFlow Lite have it. */
interface Centres {
  /** Whether the first and the last cell of both lie upon each other. */
  readonly aligned: boolean
  /** Whether a cell's centre is in its middle, and not at its corner. */
  readonly half: boolean
}

/** A map enlarged or reduced. */
export function resized(
  context: GraphContext,
  given: Live,
  size: readonly number[],
  interpolation: 'nearest' | 'bilinear',
  centres: Centres,
): Live {
  const input = settled(context, given)
  const map = mapOf(context, input)
  const [height, width] = map.shape as [number, number]
  if (size.length !== 2 || size.some((side) => !(Number.isInteger(side) && side >= 1)))
    throw malformed(context, `resizes to ${shapeText(size)}`)
  const [rows, columns] = size as [number, number]
  if (rows === height && columns === width) return input
  // Whole factors repeat rows and columns, whatever the centres.
  const repeats =
    interpolation === 'nearest' && !centres.aligned && rows % height === 0 && columns % width === 0
  if (repeats || (interpolation === 'bilinear' && centres.half && !centres.aligned)) {
    const operation = { kind: 'resize', size: [rows, columns], interpolation } as const
    return added(context, [map], operation, ({ shape }) => [1, ...shape])
  }
  const sides = [
    [1, height, rows],
    [2, width, columns],
  ] as const
  return sides.reduce((live, [axis, from, to]) => {
    if (from === to) return live
    const places = placesOf(from, to, centres)
    if (interpolation === 'nearest') return selected(context, live, axis, nearest(places, from, centres))
    const { value } = withAxes(context, live)
    const add: Parameters<typeof interpolated>[0] = (inputs, operation) =>
      context.builder.add(inputs, operation, context.name)
    const made = interpolated(add, value, axis === 1 ? 0 : 1, linearTaps(places, from))
    return { kind: 'live', shape: [1, ...made.shape], value: made }
  }, input)
}

/** Where each cell of an axis lies in the axis before. */
function placesOf(from: number, to: number, { aligned, half }: Centres): number[] {
  const step = aligned && to > 1 ? (from - 1) / (to - 1) : from / to
  return Array.from({ length: to }, (_, i) => (half ? (i + 0.5) * step - 0.5 : i * step))
}

/** The cells in which places lie: of corners rounded down, of aligned ones to the nearest. */
function nearest(places: readonly number[], from: number, { aligned, half }: Centres): number[] {
  return places.map((place) => {
    const shifted = half ? place + 0.5 : place
    const cell = aligned ? Math.floor(shifted + 0.5) : Math.floor(shifted)
    return Math.min(from - 1, Math.max(0, cell))
  })
}
