import { NetworkError } from '../network-error.js'
import type { MapShape, Padding, Pair, Shape } from '../shape.js'
import { checkSizes } from './checks.js'
import { noGain, type OperationRules } from './operation-rules.js'
import { mapCells, type Sliding, slidingOutputs } from './sliding.js'

/** The largest value, or the mean, of each window and channel. Padding counts for neither: the mean divides by real values. */
export interface Pool {
  readonly kind: 'maxPool' | 'averagePool'
  readonly windowSize: Pair
  readonly strides: Pair
  /** Smaller than the window on every side, so that no window lies in padding alone. */
  readonly padding: Padding
}

/** What becomes of the values under a window. */
export type Summary = (values: readonly number[]) => number

export const maxPool = pooling(largest)
export const averagePool = pooling(mean)

function pooling(summarise: Summary): OperationRules<Pool> {
  return {
    arity: 'one',
    check({ windowSize, strides, padding }, _, label) {
      checkSizes(windowSize, 2, 1, `${label}, windowSize`)
      checkSizes(strides, 2, 1, `${label}, strides`)
      checkSizes(padding, 4, 0, `${label}, padding`)
      const [rows, columns] = windowSize
      if (padding.some((zeros, side) => zeros >= (side < 2 ? rows : columns))) {
        throw new NetworkError(
          'LAYER_SETTING',
          `${label}, padding: expected less than the window, ${rows}×${columns}, got [${padding.join(', ')}]`,
        )
      }
    },
    outputShape: (layer, [input], label) => [...slidingOutputs(slidingOf(layer), input!, label), input![2]!],
    reference: (layer, [values], input, output) =>
      pooled(slidingOf(layer), values!, input, output, summarise),
    multiplyAdds: () => 0,
    gain: () => noGain,
  }
}

/** @returns flat, of the shape `output`: the summary of each window and channel */
export function pooled(
  sliding: Sliding,
  values: Float64Array,
  input: Shape,
  output: Shape,
  summarise: Summary,
): Float64Array {
  const [, width, channels] = input as MapShape
  return mapCells(output, sliding, input, (cells, c) =>
    summarise(cells.map(({ y, x }) => values[(y * width + x) * channels + c]!)),
  )
}

export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value))
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function slidingOf({ windowSize, strides, padding }: Pool): Sliding {
  return { kernelSize: windowSize, strides, dilation: [1, 1], padding }
}
