import { NetworkError } from '../network-error.js'
import { type MapShape, type Padding, type Pair, type Shape, sizeOf } from '../shape.js'
import { checkGroups, checkSizes, checkWeights, mapShape } from './checks.js'
import type { OperationRules, Reference } from './operation-rules.js'
import { checkSliding, extentOf } from './sliding.js'
import { weightedGain } from './weighted-gain.js'

/**
 * A transposed convolution: every input cell lays the kernel, times its values, over the output, `strides` from its
 * neighbour's, and what lies on one another is added up; plus a bias. It is a gradient of the convolution of these settings.
 */
export interface Conv2dTranspose {
  readonly kind: 'conv2dTranspose'
  /** float32 [kh, kw, Cin / groups, Cout]. */
  readonly kernel: Float32Array
  readonly kernelSize: Pair
  /** float32 [Cout]; zeros where there is none. */
  readonly bias: Float32Array
  readonly strides: Pair
  readonly dilation: Pair
  /** Rows and columns left out of the output on each side. */
  readonly padding: Padding
  /** Rows and columns added to it at the bottom and at the right, less than the stride or the dilation; none unless told. */
  readonly outputPadding?: Pair | undefined
  /** As of `conv2d`. */
  readonly groups?: number | undefined
}

export const conv2dTranspose: OperationRules<Conv2dTranspose> = {
  arity: 'one',
  check(layer, input, label) {
    const { bias, kernel, kernelSize, strides, dilation, outputPadding = [0, 0], groups = 1 } = layer
    checkSliding(layer, label)
    checkSizes(outputPadding, 2, 0, `${label}, outputPadding`)
    const most = [0, 1].map((axis) => Math.max(strides[axis]!, dilation[axis]!) - 1)
    if (outputPadding.some((cells, axis) => cells > most[axis]!)) {
      throw new NetworkError(
        'LAYER_SETTING',
        `${label}, outputPadding: expected at most [${most.join(', ')}], got [${outputPadding.join(', ')}]`,
      )
    }
    const [channels, filters] = [input.at(-1)!, bias.length]
    checkGroups(groups, channels, filters, label)
    checkWeights(kernel, sizeOf(kernelSize) * (channels / groups) * filters, `${label}, kernel`)
    checkWeights(bias, Math.max(1, filters), `${label}, bias`)
  },
  outputShape: (layer, [input], label) => [...spreadOutputs(layer, input!, label), layer.bias.length],
  multiplyAdds({ kernel, strides }, output) {
    // Of each output's taps, one in as many as the stride has an input.
    return Math.ceil((output[0]! * output[1]! * kernel.length) / (strides[0] * strides[1]))
  },
  gain: weightedGain,
}

export const conv2dTransposeReference: Reference<Conv2dTranspose> = (layer, [values], input, output) => {
  const [inHeight, inWidth, channels] = input as MapShape
  const [height, width, filters] = output as MapShape
  const { kernel, kernelSize, strides, dilation, padding, bias, groups = 1 } = layer
  const own = channels / groups
  const result = Float64Array.from({ length: sizeOf(output) }, (_, i) => bias[i % filters]!)
  for (let cell = 0; cell < inHeight * inWidth; cell++) {
    for (let tap = 0; tap < sizeOf(kernelSize); tap++) {
      const [ky, kx] = [Math.floor(tap / kernelSize[1]), tap % kernelSize[1]]
      const y = Math.floor(cell / inWidth) * strides[0] + ky * dilation[0] - padding[0]
      const x = (cell % inWidth) * strides[1] + kx * dilation[1] - padding[2]
      if (y < 0 || y >= height || x < 0 || x >= width) continue
      for (let o = 0; o < filters; o++) {
        const first = Math.floor((o * groups) / filters) * own
        for (let i = 0; i < own; i++) {
          const value = values![cell * channels + first + i]!
          result[(y * width + x) * filters + o]! += value * kernel[(tap * own + i) * filters + o]!
        }
      }
    }
  }
  return result
}

/** Rows and columns of a transposed convolution. @throws NetworkError `SHAPE_MISMATCH` if none is left */
function spreadOutputs(layer: Conv2dTranspose, input: Shape, label: string): Pair {
  const [height, width] = mapShape(input, label)
  const { strides, padding, outputPadding = [0, 0] } = layer
  const along = (size: number, axis: 0 | 1) => {
    const spread = (size - 1) * strides[axis] + extentOf(layer, axis)
    const left = spread - padding[axis * 2]! - padding[axis * 2 + 1]! + outputPadding[axis]
    if (left < 1) {
      const what = axis === 0 ? 'rows' : 'columns'
      throw new NetworkError(
        'SHAPE_MISMATCH',
        `${label}: padding [${padding.join(', ')}] leaves no ${what} of ${spread}`,
      )
    }
    return left
  }
  return [along(height, 0), along(width, 1)]
}
