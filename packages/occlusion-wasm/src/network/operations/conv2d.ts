import { type MapShape, type Padding, type Pair, sizeOf } from '../shape.js'
import { checkWeights } from './checks.js'
import type { OperationRules } from './operation-rules.js'
import { checkSliding, mapCells, slidingOutputs } from './sliding.js'
import { weightedGain } from './weighted-gain.js'

/** Sum over a window of kernel values times inputs, and over input channels; plus a bias. */
export interface Conv2d {
  readonly kind: 'conv2d'
  /** float32 [kh, kw, Cin, Cout]. */
  readonly kernel: Float32Array
  readonly kernelSize: Pair
  /** float32 [Cout]; zeros where there is none. */
  readonly bias: Float32Array
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: Padding
}

export const conv2d: OperationRules<Conv2d> = {
  arity: 'one',
  check(layer, input, label) {
    checkSliding(layer, label)
    const filters = layer.bias.length
    const weights = sizeOf(layer.kernelSize) * input.at(-1)! * filters
    checkWeights(layer.kernel, weights, `${label}, kernel`)
    checkWeights(layer.bias, Math.max(1, filters), `${label}, bias`)
  },
  outputShape: (layer, [input], label) => [...slidingOutputs(layer, input!, label), layer.bias.length],
  reference(layer, [values], input, output) {
    const [, width, channels] = input as MapShape
    const filters = output[2]!
    return mapCells(output, layer, input, (cells, o) => {
      let sum = layer.bias[o]!
      for (const { y, x, tap } of cells) {
        for (let i = 0; i < channels; i++) {
          sum += values![(y * width + x) * channels + i]! * layer.kernel[(tap * channels + i) * filters + o]!
        }
      }
      return sum
    })
  },
  multiplyAdds: ({ kernel }, output) => output[0]! * output[1]! * kernel.length,
  gain: weightedGain,
}
