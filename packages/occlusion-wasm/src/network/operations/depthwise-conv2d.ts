import { NetworkError } from '../network-error.js'
import { type MapShape, type Padding, type Pair, sizeOf } from '../shape.js'
import { checkWeights } from './checks.js'
import type { OperationRules, Reference } from './operation-rules.js'
import { checkSliding, mapCells, slidingOutputs } from './sliding.js'
import { weightedGain } from './weighted-gain.js'

/** As `conv2d`, but each input channel has filters of its own: output channel c·M + m reads input channel c. */
export interface DepthwiseConv2d {
  readonly kind: 'depthwiseConv2d'
  /** float32 [kh, kw, Cin, M]. */
  readonly kernel: Float32Array
  readonly kernelSize: Pair
  /** float32 [Cin·M]. */
  readonly bias: Float32Array
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: Padding
}

export const depthwiseConv2d: OperationRules<DepthwiseConv2d> = {
  arity: 'one',
  check(layer, input, label) {
    checkSliding(layer, label)
    const channels = input.at(-1)!
    const filters = layer.bias.length
    if (filters % channels !== 0) {
      throw new NetworkError(
        'WEIGHTS_LENGTH',
        `${label}, bias: expected a multiple of ${channels}, got ${filters}`,
      )
    }
    checkWeights(layer.kernel, sizeOf(layer.kernelSize) * filters, `${label}, kernel`)
    checkWeights(layer.bias, Math.max(1, filters), `${label}, bias`)
  },
  outputShape: (layer, [input], label) => [...slidingOutputs(layer, input!, label), layer.bias.length],
  multiplyAdds: ({ kernel }, output) => output[0]! * output[1]! * kernel.length,
  gain: weightedGain,
}

export const depthwiseConv2dReference: Reference<DepthwiseConv2d> = (layer, [values], input, output) => {
  const [, width, channels] = input as MapShape
  const multiplier = layer.bias.length / channels
  return mapCells(output, layer, input, (cells, o) => {
    const i = Math.floor(o / multiplier)
    let sum = layer.bias[o]!
    for (const { y, x, tap } of cells) {
      sum += values![(y * width + x) * channels + i]! * layer.kernel[tap * channels * multiplier + o]!
    }
    return sum
  })
}
