import { type MapShape, type Padding, type Pair, sizeOf } from '../shape.js'
import { checkGroups, checkWeights } from './checks.js'
import type { OperationRules, Reference } from './operation-rules.js'
import { checkSliding, mapCells, slidingOutputs } from './sliding.js'
import { weightedGain } from './weighted-gain.js'

/** Sum over a window of kernel values times inputs, and over the input channels of a filter's group; plus a bias. */
export interface Conv2d {
  readonly kind: 'conv2d'
  /** float32 [kh, kw, Cin / groups, Cout]. */
  readonly kernel: Float32Array
  readonly kernelSize: Pair
  /** float32 [Cout]; zeros where there is none. */
  readonly bias: Float32Array
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: Padding
  /**
   * Input channels and filters fall into so many groups, in order and all of one size; a filter reads the channels of its own.
   * One unless told.
   */
  readonly groups?: number | undefined
}

export const conv2d: OperationRules<Conv2d> = {
  arity: 'one',
  check(layer, input, label) {
    checkSliding(layer, label)
    const { groups = 1 } = layer
    const [channels, filters] = [input.at(-1)!, layer.bias.length]
    checkGroups(groups, channels, filters, label)
    const weights = sizeOf(layer.kernelSize) * (channels / groups) * filters
    checkWeights(layer.kernel, weights, `${label}, kernel`)
    checkWeights(layer.bias, Math.max(1, filters), `${label}, bias`)
  },
  outputShape: (layer, [input], label) => [...slidingOutputs(layer, input!, label), layer.bias.length],
  multiplyAdds: ({ kernel }, output) => output[0]! * output[1]! * kernel.length,
  gain: weightedGain,
}

export const conv2dReference: Reference<Conv2d> = (layer, [values], input, output) => {
  const [, width, channels] = input as MapShape
  const { groups = 1, kernel } = layer
  const filters = output[2]!
  const own = channels / groups
  return mapCells(output, layer, input, (cells, o) => {
    const first = Math.floor((o * groups) / filters) * own
    let sum = layer.bias[o]!
    for (const { y, x, tap } of cells) {
      for (let i = 0; i < own; i++) {
        sum += values![(y * width + x) * channels + first + i]! * kernel[(tap * own + i) * filters + o]!
      }
    }
    return sum
  })
}
