import { NetworkError } from '../network-error.js'
import type { MapShape, Padding, Pair, Shape } from '../shape.js'
import { checkSizes, mismatch } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'
import { checkSliding, extentOf, mapCells, padded, type Sliding, slidingOutputs } from './sliding.js'

/**
 * The largest value, or the mean, of each window and channel. Padding says where windows lie; it is never the largest value, and
 * the mean divides by real values unless told to count padding as zeros.
 */
export interface Pool {
  readonly kind: 'maxPool' | 'averagePool'
  readonly windowSize: Pair
  readonly strides: Pair
  /** Cells from one element of a window to the next; [1, 1] unless told. */
  readonly dilation?: Pair | undefined
  /** Such that every window holds a real value. Windows that stick out, as by ceil mode, do so over padding at the end. */
  readonly padding: Padding
  /** How much of the padding the mean counts as zeros: none unless told. What ceil mode adds is not counted in any framework. */
  readonly counted?: Padding | undefined
}

/** What becomes of the values under a window. */
type Summary = (values: readonly number[], count: number) => number

/** Of both kinds. */
export const pool: OperationRules<Pool> = {
  arity: 'one',
  check(layer, _, label) {
    const { kind, windowSize, padding, counted } = layer
    const sliding = slidingOf(layer)
    checkSizes(windowSize, 2, 1, `${label}, windowSize`)
    checkSliding(sliding, label)
    const [rows, columns] = [extentOf(sliding, 0), extentOf(sliding, 1)]
    if (padding.some((cells, side) => cells >= (side < 2 ? rows : columns))) {
      const expected = `less than the window, ${rows}×${columns}`
      throw wrong(label, 'padding', expected, padding)
    }
    if (!counted) return
    checkSizes(counted, 4, 0, `${label}, counted`)
    if (kind === 'maxPool' || counted.some((cells, side) => cells > padding[side]!)) {
      const expected = kind === 'maxPool' ? 'nothing, for a mean alone counts' : 'no more than the padding'
      throw wrong(label, 'counted', expected, counted)
    }
  },
  outputShape(layer, [input], label) {
    const sliding = slidingOf(layer)
    const outputs = slidingOutputs(sliding, input!, label)
    if (![0, 1].every((axis) => everyWindowHolds(sliding, input![axis]!, outputs[axis]!, axis as 0 | 1))) {
      throw mismatch(label, 'a real value under every window', input!)
    }
    return [...outputs, input![2]!]
  },
  multiplyAdds: () => 0,
  gain: ({ kind, windowSize }) =>
    kind === 'maxPool' ? noGain : { ...noGain, root: 1 / Math.sqrt(windowSize[0] * windowSize[1]) },
}

export const poolReference: Reference<Pool> = (layer, [values], input, output) => {
  const summarise = layer.kind === 'maxPool' ? largest : mean
  return pooled(slidingOf(layer), values!, input, output, summarise, layer.counted)
}

/**
 * How many elements of the window at each place along an axis lie on the map, or on what is counted of the padding.
 *
 * @param size - rows or columns of the map
 * @param outputs - of the pooled one
 */
export function countsAlong(
  { kernelSize, strides, dilation, padding }: Sliding,
  size: number,
  outputs: number,
  axis: 0 | 1,
  counted: Padding = none,
): number[] {
  const [before, after] = [counted[axis * 2]!, counted[axis * 2 + 1]!]
  return Array.from({ length: outputs }, (_, o) => {
    const start = o * strides[axis] - padding[axis * 2]!
    const first = Math.max(0, Math.ceil((-before - start) / dilation[axis]))
    const end = Math.min(kernelSize[axis], Math.ceil((size + after - start) / dilation[axis]))
    return Math.max(0, end - first)
  })
}

function everyWindowHolds(sliding: Sliding, size: number, outputs: number, axis: 0 | 1): boolean {
  // Elements of a window are no further apart than the map is long: one of them lies on it.
  return sliding.dilation[axis] <= size || !countsAlong(sliding, size, outputs, axis).includes(0)
}

/** @returns flat, of the shape `output`: the summary of each window and channel */
export function pooled(
  sliding: Sliding,
  values: Float64Array,
  input: Shape,
  output: Shape,
  summarise: Summary,
  counted: Padding = none,
): Float64Array {
  const [height, width, channels] = input as MapShape
  const [top, , left] = counted
  // The map with what is counted around it: where windows lie over that.
  const around = padded([height, width, channels], counted)
  const own = [0, 1, 2, 3].map((side) => sliding.padding[side]! - counted[side]!) as unknown as Padding
  const isReal = (y: number, x: number) => y >= 0 && y < height && x >= 0 && x < width
  return mapCells(output, { ...sliding, padding: own }, around, (cells, c) => {
    const real = cells.filter((cell) => isReal(cell.y - top, cell.x - left))
    const under = real.map(({ y, x }) => values[((y - top) * width + x - left) * channels + c]!)
    return summarise(under, cells.length)
  })
}

export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value))
}

export function mean(values: readonly number[], count = values.length): number {
  return values.reduce((sum, value) => sum + value, 0) / count
}

/** How the windows of a pooling lie. */
export function slidingOf({ windowSize, strides, dilation = [1, 1], padding }: Pool): Sliding {
  return { kernelSize: windowSize, strides, dilation, padding }
}

const none: Padding = [0, 0, 0, 0]

function wrong(label: string, field: string, expected: string, got: readonly number[]): NetworkError {
  return new NetworkError(
    'LAYER_SETTING',
    `${label}, ${field}: expected ${expected}, got [${got.join(', ')}]`,
  )
}
