import { pairOf, requireMap } from './geometry.js'
import { type LayerWriting, refuse } from './layer-writing.js'
import type { LayerOf } from './schema.js'
import type { Value } from './topology-writer.js'

/** Activations under the names Keras 3 has for them. */
const ACTIVATIONS = {
  relu: 'relu',
  relu6: 'relu6',
  selu: 'selu',
  sigmoid: 'sigmoid',
  hardSigmoid: 'hard_sigmoid',
  logSigmoid: 'log_sigmoid',
  tanh: 'tanh',
  hardTanh: 'hard_tanh',
  softplus: 'softplus',
  softsign: 'softsign',
  silu: 'swish',
  hardSwish: 'hard_silu',
  mish: 'mish',
  gelu: 'gelu',
} as const

export function writeActivation(
  writing: LayerWriting<LayerOf<keyof typeof ACTIVATIONS | 'softmax' | 'logSoftmax' | 'leakyRelu' | 'elu'>>,
): Value {
  const { layer, label, name, inputs, input, layout, writer } = writing
  const given = () => {
    switch (layer.kind) {
      case 'softmax':
      case 'logSoftmax':
        if (input.shape.length !== 1) throw refuse(label, 'reads a feature map, expected class scores')
        if (layer.kind === 'softmax') return writer.add('Softmax', name, inputs, { axis: -1 })
        return writer.add('Activation', name, inputs, { activation: 'logSoftmax' })
      case 'leakyRelu':
        return writer.add('LeakyReLU', name, inputs, { alpha: layer.alpha ?? layout.leakyAlpha })
      case 'elu':
        return writer.add('ELU', name, inputs, { alpha: layer.alpha ?? 1 })
      default:
        return writer.add('Activation', name, inputs, { activation: ACTIVATIONS[layer.kind] })
    }
  }
  const nonNegative = ['relu', 'relu6', 'sigmoid', 'hardSigmoid', 'softplus', 'softmax'].includes(layer.kind)
  return { ...input, layer: given(), nonNegative }
}

export function writePlain(
  writing: LayerWriting<LayerOf<'flatten' | 'globalAveragePool' | 'globalMaxPool' | 'dropout'>>,
): Value {
  const { layer, name, inputs, input, writer } = writing
  switch (layer.kind) {
    case 'flatten':
      return flattened(writing)
    case 'globalAveragePool':
    case 'globalMaxPool': {
      const [, , channels] = requireMap(writing)
      const className = layer.kind === 'globalMaxPool' ? 'GlobalMaxPooling2D' : 'GlobalAveragePooling2D'
      const given = writer.add(className, name, inputs, { data_format: 'channels_last' })
      return { ...input, layer: given, shape: [channels] }
    }
    case 'dropout':
      return input
  }
}

/** Every row and column so many times, or as many blended in between by half-pixel centres. */
export function writeUpsample(writing: LayerWriting<LayerOf<'upsample'>>): Value {
  const { layer, name, inputs, input, writer } = writing
  const [height, width, channels] = requireMap(writing)
  const size = pairOf(layer.factor)
  const config = { size, interpolation: layer.interpolation, data_format: 'channels_last' }
  const given = writer.add('UpSampling2D', name, inputs, config)
  return { ...input, layer: given, shape: [height * size[0], width * size[1], channels] }
}

/** In channels-first order, value (c, y, x) stands at (c·H + y)·W + x; ours is (y·W + x)·C + c. */
function flattened({ input, name, inputs, layout, writer }: LayerWriting): Value {
  if (input.shape.length === 1) return input
  const [height, width, channels] = input.shape as [number, number, number]
  const pixels = height * width
  const value = { ...input, layer: writer.add('Flatten', name, inputs), shape: [pixels * channels] }
  if (!layout.flattensChannelsFirst || pixels === 1 || channels === 1) return value
  return { ...value, order: { pixels, channels } }
}
