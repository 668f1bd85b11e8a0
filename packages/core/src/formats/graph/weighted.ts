import { type Padding, type Pair, type Shape, samePadding } from '@umbra/occlusion-wasm'
import { added, byChannel, type GraphContext, malformed, mapOf } from './graph-context.js'
import { type Constant, countOf, type Live, shapeText } from './value.js'

/** How windows lie over a map: zeros on each side, or as many as TensorFlow's `SAME` puts there. */
export interface Windows {
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: 'same' | 'valid' | Padding
}

/** Zeros on each side. */
export function zerosAround(windows: Windows, input: Shape, size: Pair): Padding {
  const { strides, dilation, padding } = windows
  if (padding === 'valid') return [0, 0, 0, 0]
  if (padding !== 'same') return padding
  const along = (axis: 0 | 1) => samePadding(input[axis]!, size[axis], strides[axis], dilation[axis])
  return [...along(0), ...along(1)]
}

/**
 * A convolution of feature maps, grouped where the kernel has fewer input channels than the map.
 *
 * @param kernel - [kh, kw, Cin / groups, Cout]
 * @param bias - [Cout]; zeros where there is none
 */
export function convolved(
  context: GraphContext,
  input: Live,
  kernel: Constant,
  bias: Constant | undefined,
  windows: Windows,
): Live {
  const map = mapOf(context, input)
  const [rows, columns, own, filters] = kernelShape(context, kernel)
  const channels = map.shape[2]!
  const groups = channels / own
  if (!Number.isInteger(groups) || filters % groups !== 0) {
    throw malformed(context, `a kernel of ${own} input channels and ${filters} filters reads ${channels}`)
  }
  const kernelSize = [rows, columns] as const
  const { strides, dilation } = windows
  const padding = zerosAround(windows, map.shape, kernelSize)
  const weights = { kernel: floats(kernel), bias: biasOf(context, bias, filters) }
  const sliding = { kernelSize, strides, dilation, padding, ...(groups > 1 && { groups }) }
  const operation = { kind: 'conv2d', ...weights, ...sliding } as const
  return added(context, [map], operation, ({ shape }) => [1, ...shape])
}

/** Each channel with filters of its own. @param kernel - [kh, kw, C, multiplier]; @param bias - [C·multiplier] */
export function depthwiseConvolved(
  context: GraphContext,
  input: Live,
  kernel: Constant,
  bias: Constant | undefined,
  windows: Windows,
): Live {
  const map = mapOf(context, input)
  const [rows, columns, channels, multiplier] = kernelShape(context, kernel)
  if (channels !== map.shape[2]!) {
    throw malformed(context, `a kernel of ${channels} channels reads ${map.shape[2]}`)
  }
  const kernelSize = [rows, columns] as const
  const { strides, dilation } = windows
  const padding = zerosAround(windows, map.shape, kernelSize)
  const weights = { kernel: floats(kernel), bias: biasOf(context, bias, channels * multiplier) }
  const operation = { kind: 'depthwiseConv2d', ...weights, kernelSize, strides, dilation, padding } as const
  return added(context, [map], operation, ({ shape }) => [1, ...shape])
}

/**
 * A transposed convolution, by the size of what it gives: the gradient of the convolution that makes the input of it.
 *
 * @param kernel - [kh, kw, Cin, Cout]
 * @param size - [H, W] of the output
 */
export function convolvedBack(
  context: GraphContext,
  input: Live,
  kernel: Constant,
  bias: Constant | undefined,
  windows: Windows,
  size: Pair,
): Live {
  const map = mapOf(context, input)
  const [rows, columns, channels, filters] = kernelShape(context, kernel)
  if (channels !== map.shape[2]!)
    throw malformed(context, `a kernel of ${channels} input channels reads ${map.shape[2]}`)
  const kernelSize = [rows, columns] as const
  const { strides, dilation } = windows
  const padding = zerosAround(windows, size, kernelSize)
  const spread = (axis: 0 | 1) =>
    (map.shape[axis]! - 1) * strides[axis] +
    (kernelSize[axis] - 1) * dilation[axis] +
    1 -
    padding[2 * axis]! -
    padding[2 * axis + 1]!
  const outputPadding = [size[0] - spread(0), size[1] - spread(1)] as const
  const weights = { kernel: floats(kernel), bias: biasOf(context, bias, filters) }
  const sliding = { kernelSize, strides, dilation, padding, outputPadding }
  return added(context, [map], { kind: 'conv2dTranspose', ...weights, ...sliding }, ({ shape }) => [
    1,
    ...shape,
  ])
}

/**
 * The last axis times a matrix: a dense layer, or at each of several places the same one.
 *
 * @param kernel - [n, units]
 * @param bias - [units]
 */
export function multipliedByMatrix(
  context: GraphContext,
  input: Live,
  kernel: Constant,
  bias: Constant | undefined,
): Live {
  const [n, units] = kernel.shape as [number, number]
  if (kernel.shape.length !== 2 || input.shape.at(-1) !== n) {
    throw malformed(context, `multiplies ${shapeText(input.shape)} by a matrix of ${shapeText(kernel.shape)}`)
  }
  const shape = [...input.shape.slice(0, -1), units]
  const weights = { kernel: floats(kernel), bias: biasOf(context, bias, units) }
  const rows = countOf(input.shape) / n
  const flat = byChannel(context, rows === 1 ? { ...input, shape: [n] } : { ...input, shape: [rows, n] })
  if (rows === 1) return added(context, [flat], { kind: 'dense', ...weights }, () => shape)
  const one = [1, 1] as const
  const operation = { kind: 'conv2d', ...weights, kernelSize: one, strides: one, dilation: one } as const
  return added(context, [flat], { ...operation, padding: [0, 0, 0, 0] }, () => shape)
}

function kernelShape(context: GraphContext, { shape }: Constant): readonly [number, number, number, number] {
  if (shape.length === 4 && countOf(shape) > 0)
    return shape as unknown as readonly [number, number, number, number]
  throw malformed(context, `expected a kernel of four axes, got ${shapeText(shape)}`)
}

/** A constant's values as float32. */
export function floats({ values }: Constant): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values)
}

function biasOf(context: GraphContext, bias: Constant | undefined, filters: number): Float32Array {
  if (!bias) return new Float32Array(filters)
  if (bias.values.length === filters) return floats(bias)
  throw malformed(context, `expected a bias of ${filters} values, got ${shapeText(bias.shape)}`)
}
