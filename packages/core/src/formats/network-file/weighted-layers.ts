import { kerasPadding, padded, pairOf, requireMap, slidOver } from './geometry.js'
import { type LayerWriting, refuse } from './layer-writing.js'
import type { LayerOf } from './schema.js'
import type { Value } from './topology-writer.js'

export function writeConv2d(writing: LayerWriting<LayerOf<'conv2d'>>): Value {
  const { layer, label, name, layout, weights, writer } = writing
  const [height, width, channels] = requireMap(writing)
  const { groups, padding } = layer
  const depthwise = groups > 1 && groups === channels
  if (channels % groups !== 0) {
    throw refuse(label, `has ${groups} groups of ${channels} channels, expected as many in each`)
  }
  const tensor = layer.weight ?? `${name}${layout.names.weight}`
  const { shape, values } = weights.take(tensor, layout.kernelShape(channels, groups), label)
  const { size, filters } = layout.kernelSizes(shape, depthwise)
  if (filters % groups !== 0) {
    throw refuse(label, `has ${groups} groups of ${filters} filters, expected as many in each`)
  }
  const kernel = layout.kernel(values, shape, depthwise)
  const bias = biasOf(writing, filters)
  const [stride, dilation] = [pairOf(layer.stride), pairOf(layer.dilation)]
  const rowsAndColumns = slidOver({ window: size, stride, dilation, padding }, [height, width], label)
  const config = {
    kernel_size: size,
    strides: stride,
    dilation_rate: dilation,
    padding: kerasPadding(padding),
    data_format: 'channels_last',
    activation: 'linear',
    use_bias: bias !== undefined,
  }
  const own = bias ? { bias: { shape: [filters], values: bias } } : {}
  const reads = [padded(writing, padding)]
  const given = depthwise
    ? writer.add(
        'DepthwiseConv2D',
        name,
        reads,
        { ...config, depth_multiplier: filters / channels },
        {
          depthwise_kernel: { shape: [...size, channels, filters / channels], values: kernel },
          ...own,
        },
      )
    : writer.add(
        'Conv2D',
        name,
        reads,
        { ...config, filters, ...(groups > 1 && { groups }) },
        {
          kernel: { shape: [...size, channels / groups, filters], values: kernel },
          ...own,
        },
      )
  return { layer: given, shape: [...rowsAndColumns, filters] }
}

/** Behind a map flattened channels first, the kernel's rows are put in the order of ours. */
export function writeDense(writing: LayerWriting<LayerOf<'dense'>>): Value {
  const { layer, label, name, input, layout, weights, writer } = writing
  if (input.shape.length !== 1)
    throw refuse(label, `reads a map of ${input.shape.join('×')}, expected flatten before it`)
  const [inputs] = input.shape as [number]
  const tensor = layer.weight ?? `${name}${layout.names.weight}`
  const { shape, values } = weights.take(tensor, layout.denseShape(inputs), label)
  const units = layout.units(shape)
  const kernel = rowsInOrder(layout.dense(values, shape), units, input.order)
  const bias = biasOf(writing, units)
  const config = { units, activation: 'linear', use_bias: bias !== undefined }
  const given = writer.add('Dense', name, [input], config, {
    kernel: { shape: [inputs, units], values: kernel },
    ...(bias && { bias: { shape: [units], values: bias } }),
  })
  return { layer: given, shape: [units] }
}

export function writeBatchNorm(writing: LayerWriting<LayerOf<'batchNorm'>>): Value {
  const { layer, label, name, input, layout, weights, writer } = writing
  const channels = input.shape.at(-1)!
  const { names } = layout
  const take = (tensor: string) => ({
    shape: [channels],
    values: rowsInOrder(weights.take(tensor, [channels], label).values, 1, input.order),
  })
  const [mean, variance] = [
    layer.mean ?? `${name}${names.mean}`,
    layer.variance ?? `${name}${names.variance}`,
  ]
  const { config, own } = affineOf(writing)
  const given = writer.add('BatchNormalization', name, [input], config, {
    ...own,
    moving_mean: take(mean),
    moving_variance: take(variance),
  })
  return { ...input, layer: given, nonNegative: false }
}

/** Norms of what is there: over the channels of each place (or a vector), or over all places of each channel or group of them. */
export function writeNorm(writing: LayerWriting<LayerOf<'layerNorm' | 'instanceNorm' | 'groupNorm'>>): Value {
  const { layer, label, name, input, writer } = writing
  const { config, own } = affineOf(writing)
  if (layer.kind === 'layerNorm') {
    return {
      ...input,
      layer: writer.add('LayerNormalization', name, [input], config, own),
      nonNegative: false,
    }
  }
  const [, , channels] = requireMap(writing)
  const groups = layer.kind === 'groupNorm' ? layer.groups : channels
  if (channels % groups !== 0)
    throw refuse(label, `has ${groups} groups, expected a divisor of ${channels} channels`)
  const given = writer.add('GroupNormalization', name, [input], { ...config, groups }, own)
  return { ...input, layer: given, nonNegative: false }
}

/** A norm's factor and offset for each channel, where it has them. */
function affineOf(writing: LayerWriting<LayerOf<'batchNorm' | 'layerNorm' | 'instanceNorm' | 'groupNorm'>>) {
  const { layer, label, name, input, layout, weights } = writing
  const channels = input.shape.at(-1)!
  const take = (tensor: string) => ({
    shape: [channels],
    values: rowsInOrder(weights.take(tensor, [channels], label).values, 1, input.order),
  })
  const gamma = layer.weight ?? ifThere(`${name}${layout.names.normWeight}`, writing)
  const beta = layer.bias ?? ifThere(`${name}${layout.names.normBias}`, writing)
  return {
    config: {
      axis: -1,
      epsilon: layer.epsilon ?? layout.epsilon,
      scale: gamma !== undefined,
      center: beta !== undefined,
    },
    own: {
      ...(gamma !== undefined && { gamma: take(gamma) }),
      ...(beta !== undefined && { beta: take(beta) }),
    },
  }
}

/** The bias named, or one of the layer's name if the weight file has it; frameworks write none where there is none. */
export function biasOf(
  writing: LayerWriting<LayerOf<'conv2d' | 'conv2dTranspose' | 'dense'>>,
  count: number,
): Float32Array | undefined {
  const { layer, name, layout, weights, label } = writing
  const tensor = layer.bias ?? ifThere(`${name}${layout.names.bias}`, writing)
  return tensor === undefined ? undefined : weights.take(tensor, [count], label).values
}

function ifThere(tensor: string, { weights }: LayerWriting): string | undefined {
  return weights.has(tensor) ? tensor : undefined
}

/** Rows of a matrix, each `width` values, as `order` says; as they are without one. */
function rowsInOrder(matrix: Float32Array, width: number, order: Value['order']): Float32Array {
  if (!order) return matrix
  const { pixels, channels } = order
  const rows = new Float32Array(matrix.length)
  for (let row = 0; row < pixels * channels; row++) {
    const source = (row % channels) * pixels + Math.floor(row / channels)
    rows.set(matrix.subarray(source * width, (source + 1) * width), row * width)
  }
  return rows
}
