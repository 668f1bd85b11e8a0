import type { Padding, Pair } from '@umbra/occlusion-wasm'
import type { LayerContext, LayerValue } from './layer-context.js'
import { malformed, numberOf, paddingOf, pairOf, requireKerasMeaning, unsupported } from './settings.js'

/**
 * Conv2D: its kernel is [kh, kw, Cin / groups, filters]. Groups of one channel each are a depthwise convolution.
 */
export function readConv2d(context: LayerContext): LayerValue {
  const { layer, builder, input, weights, path } = context
  const sliding = slidingOf(context)
  const [channels, groups] = [channelsOf(context), numberOf(layer, 'groups', 1)]
  if (groups < 1 || channels % groups !== 0)
    throw malformed(layer, 'groups', `a divisor of ${channels} channels`)
  const { shape, values } = weights.find(path, 'kernel', [
    ...sliding.kernelSize,
    channels / groups,
    filtersOf(context),
  ])
  const filters = shape[3]!
  if (filters % groups !== 0) throw malformed(layer, 'groups', `a divisor of ${filters} filters`)
  const bias = biasOf(context, filters)
  if (groups > 1 && groups === channels) {
    return builder.add([input], { kind: 'depthwiseConv2d', kernel: values, bias, ...sliding }, layer.name)
  }
  const settings = groups === 1 ? sliding : { ...sliding, groups }
  return builder.add([input], { kind: 'conv2d', kernel: values, bias, ...settings }, layer.name)
}

/** DepthwiseConv2D: its kernel is [kh, kw, Cin, multiplier], named `depthwise_kernel`, or plainly `kernel` in Keras 3. */
export function readDepthwiseConv2d(context: LayerContext): LayerValue {
  const { layer, builder, input } = context
  const sliding = slidingOf(context)
  if (sliding.dilation.some((rate) => rate !== 1)) requireKerasMeaning(layer, 'is dilated')
  const kernel = depthwiseKernelOf(context, sliding.kernelSize)
  const bias = biasOf(context, kernel.shape[2]! * kernel.shape[3]!)
  return builder.add(
    [input],
    { kind: 'depthwiseConv2d', kernel: kernel.values, bias, ...sliding },
    layer.name,
  )
}

/** SeparableConv2D: a depthwise convolution without bias, then one of 1×1 over its channels. */
export function readSeparableConv2d(context: LayerContext): LayerValue {
  const { layer, builder, input, weights, path } = context
  const sliding = slidingOf(context)
  const kernel = depthwiseKernelOf(context, sliding.kernelSize)
  const channels = kernel.shape[2]! * kernel.shape[3]!
  const depthwise = builder.add(
    [input],
    { kind: 'depthwiseConv2d', kernel: kernel.values, bias: new Float32Array(channels), ...sliding },
    layer.name,
  )
  const pointwise = weights.find(path, 'pointwise_kernel', [1, 1, channels, filtersOf(context)])
  const bias = biasOf(context, pointwise.shape[3]!)
  const operation = { kind: 'conv2d', kernel: pointwise.values, bias, ...pointByPoint } as const
  return builder.add([depthwise], operation, layer.name)
}

/** Dense: its kernel is [n, units]. Over feature maps it works on each pixel's channels, as a 1×1 convolution does. */
export function readDense(context: LayerContext): LayerValue {
  const { layer, builder, input, weights, path } = context
  const rank = input.shape.length
  if (rank !== 1 && rank !== 3) throw unsupported(layer, `reads a value of shape [${input.shape.join(', ')}]`)
  const kernel = weights.find(path, 'kernel', [input.shape.at(-1)!, numberOf(layer, 'units', -1)])
  const bias = biasOf(context, kernel.shape[1]!)
  return rank === 1
    ? builder.add([input], { kind: 'dense', kernel: kernel.values, bias }, layer.name)
    : builder.add([input], { kind: 'conv2d', kernel: kernel.values, bias, ...pointByPoint }, layer.name)
}

const pointByPoint = { kernelSize: [1, 1], strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] } as const

interface Sliding {
  readonly kernelSize: Pair
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: Padding
}

function slidingOf(context: LayerContext): Sliding {
  const { kernelSize, strides, dilation } = windowsOf(context)
  const padding = paddingOf(context.layer, context.input.shape, kernelSize, strides, dilation)
  return { kernelSize, strides, dilation, padding }
}

export function windowsOf({ layer, input: { shape } }: LayerContext): Omit<Sliding, 'padding'> {
  if (shape.length !== 3) throw unsupported(layer, `reads a value of shape [${shape.join(', ')}]`)
  const kernelSize = pairOf(layer, 'kernel_size')
  const strides = pairOf(layer, 'strides', [1, 1])
  const dilation = pairOf(layer, 'dilation_rate', [1, 1])
  return { kernelSize, strides, dilation }
}

function depthwiseKernelOf(context: LayerContext, kernelSize: Pair) {
  const { layer, weights, path } = context
  // TensorFlow.js leaves the multiplier of a SeparableConv2D out of what it saves: the kernel's shape has it.
  const shape = [...kernelSize, channelsOf(context), numberOf(layer, 'depth_multiplier', -1)]
  return weights.has(path, 'depthwise_kernel')
    ? weights.find(path, 'depthwise_kernel', shape)
    : weights.find(path, 'kernel', shape)
}

export function channelsOf({ input }: LayerContext): number {
  return input.shape.at(-1)!
}

export function filtersOf({ layer }: LayerContext): number {
  return numberOf(layer, 'filters', -1)
}

export function biasOf({ layer, weights, path }: LayerContext, count: number): Float32Array {
  return layer.config.use_bias === false
    ? new Float32Array(count)
    : weights.find(path, 'bias', [count]).values
}
