import type { Conv2d } from '../../network/operations/conv2d.js'
import type { Conv2dTranspose } from '../../network/operations/conv2d-transpose.js'
import type { DepthwiseConv2d } from '../../network/operations/depthwise-conv2d.js'
import type { Sliding } from '../../network/operations/sliding.js'
import { type MapShape, type Shape, sizeOf } from '../../network/shape.js'
import { convolvedByChannel } from '../../reference/convolved.js'
import type { Differentiation } from '../differentiation.js'
import type { Conv2dGeometry } from '../gradient-kernels.js'

export const conv2d: Differentiation<Conv2d> = {
  forward({ layer, inputs: [x], shapes: [input], shape, products }) {
    return byGroup(layer, x!, input!, shape, (values, part) =>
      products.convolve(values, part.kernel, geometryOf(layer, part.from, part.to, part.to[2]), part.bias),
    )
  },
  backward({ layer, shapes: [input], shape, products }, slope) {
    const slopes = byGroup(layer, slope, shape, input!, (own, part) =>
      products.inputSlope(own, part.kernel, geometryOf(layer, part.to, part.from, part.from[2])),
    )
    return [slopes]
  },
}

export const depthwiseConv2d: Differentiation<DepthwiseConv2d> = {
  forward: ({ layer, inputs: [x], shapes: [input], shape }) =>
    new Float32Array(convolvedByChannel(layer, new Float64Array(x!), input as MapShape, shape as MapShape)),
  backward({ layer, shapes: [input], shape, products }, slope) {
    const multiplier = shape[2]! / input![2]!
    return [products.depthwiseInputSlope(slope, layer.kernel, geometryOf(layer, input!, shape, multiplier))]
  },
}

/** Forwards what the slopes of a convolution are, and backwards that convolution: of its filter [kh, kw, Cout, Cin]. */
export const conv2dTranspose: Differentiation<Conv2dTranspose> = {
  forward({ layer, inputs: [x], shapes: [input], shape, products }) {
    const spread = byGroup(layer, x!, input!, shape, (values, { kernel, from, to }) =>
      products.inputSlope(values, turned(kernel, from[2], to[2]), geometryOf(layer, to, from, from[2])),
    )
    const filters = shape[2]!
    return spread.map((value, i) => value + layer.bias[i % filters]!)
  },
  backward({ layer, shapes: [input], shape, products }, slope) {
    const slopes = byGroup(layer, slope, shape, input!, (own, { kernel, from, to }) =>
      products.convolve(own, turned(kernel, to[2], from[2]), geometryOf(layer, from, to, to[2])),
    )
    return [slopes]
  },
}

/** @param channelsOut - filters, or of a depthwise convolution filters for each channel */
function geometryOf(
  { kernelSize, strides, dilation, padding }: Sliding,
  input: Shape,
  output: Shape,
  channelsOut: number,
): Conv2dGeometry {
  const [height, width, channels] = input as MapShape
  const window = [...kernelSize, channelsOut, output[0]!, output[1]!] as const
  return [1, height, width, channels, ...window, ...strides, ...dilation, padding[0], padding[2]]
}

/** One group of a convolution: maps of its channels alone, and its part of the weights. */
interface Group {
  readonly from: MapShape
  readonly to: MapShape
  /** float32 [kh, kw, Cin / groups, Cout / groups]. */
  readonly kernel: Float32Array
  readonly bias: Float32Array
}

/** What becomes of a map, group by group of its channels. @param from - its shape, and `to` that of what comes of it */
function byGroup(
  { kernel, bias, groups = 1 }: Conv2d | Conv2dTranspose,
  values: Float32Array,
  from: Shape,
  to: Shape,
  compute: (values: Float32Array, group: Group) => Float32Array,
): Float32Array {
  const own = (shape: Shape) => [shape[0]!, shape[1]!, shape[2]! / groups] as const
  const [ownFrom, ownTo] = [own(from), own(to)]
  if (groups === 1) return compute(values, { from: ownFrom, to: ownTo, kernel, bias })
  const filters = bias.length / groups
  const result = new Float32Array(sizeOf(to))
  for (let group = 0; group < groups; group++) {
    const part = compute(columns(values, from[2]!, group * ownFrom[2], ownFrom[2]), {
      from: ownFrom,
      to: ownTo,
      kernel: columns(kernel, bias.length, group * filters, filters),
      bias: bias.subarray(group * filters, (group + 1) * filters),
    })
    for (let i = 0; i < part.length; i++) {
      const row = Math.floor(i / ownTo[2])
      result[row * to[2]! + group * ownTo[2] + (i % ownTo[2])] = part[i]!
    }
  }
  return result
}

/** Some columns of a matrix of rows of `width`. */
function columns(values: Float32Array, width: number, first: number, count: number): Float32Array {
  const rows = values.length / width
  const chosen = new Float32Array(rows * count)
  for (let row = 0; row < rows; row++) {
    const at = row * width + first
    chosen.set(values.subarray(at, at + count), row * count)
  }
  return chosen
}

/** [taps, inputs, filters] with its last two axes turned round. */
function turned(kernel: Float32Array, inputs: number, filters: number): Float32Array {
  return kernel.map((_, to) => {
    const [tap, filter, input] = [
      Math.floor(to / inputs / filters),
      Math.floor(to / inputs) % filters,
      to % inputs,
    ]
    return kernel[(tap * inputs + input) * filters + filter]!
  })
}
