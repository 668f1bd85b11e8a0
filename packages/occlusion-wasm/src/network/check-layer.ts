import type { LayerDescription, Shape } from './layer.js'
import { NetworkError } from './network-error.js'
import { sizeOf } from './output-shape.js'

/**
 * Checks what a layer says of itself: its settings, and its weights against its input.
 * @throws NetworkError `LAYER_SETTING`, `WEIGHTS_LENGTH` or `WEIGHTS_NOT_FINITE`
 */
export function checkLayer(layer: LayerDescription, input: Shape, label: string): void {
  const channels = input.at(-1)!
  switch (layer.kind) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      checkSizes(layer.kernelSize, 2, 1, `${label}, kernelSize`)
      checkSizes(layer.strides, 2, 1, `${label}, strides`)
      checkSizes(layer.dilation, 2, 1, `${label}, dilation`)
      checkSizes(layer.padding, 4, 0, `${label}, padding`)
      const filters = layer.bias.length
      const perPosition = layer.kind === 'conv2d' ? channels * filters : filters
      if (layer.kind === 'depthwiseConv2d' && filters % channels !== 0) {
        throw new NetworkError(
          'WEIGHTS_LENGTH',
          `${label}, bias: expected a multiple of ${channels}, got ${filters}`,
        )
      }
      checkWeights(layer.kernel, sizeOf(layer.kernelSize) * perPosition, `${label}, kernel`)
      checkWeights(layer.bias, Math.max(1, filters), `${label}, bias`)
      return
    }
    case 'dense':
      checkWeights(layer.kernel, channels * layer.bias.length, `${label}, kernel`)
      checkWeights(layer.bias, Math.max(1, layer.bias.length), `${label}, bias`)
      return
    case 'scaleShift':
      checkWeights(layer.scale, channels, `${label}, scale`)
      checkWeights(layer.shift, channels, `${label}, shift`)
      return
    case 'activation':
      checkActivation(layer.activation, label)
      return
    case 'maxPool':
    case 'averagePool': {
      checkSizes(layer.windowSize, 2, 1, `${label}, windowSize`)
      checkSizes(layer.strides, 2, 1, `${label}, strides`)
      checkSizes(layer.padding, 4, 0, `${label}, padding`)
      const [rows, columns] = layer.windowSize
      if (layer.padding.some((zeros, side) => zeros >= (side < 2 ? rows : columns))) {
        throw new NetworkError(
          'LAYER_SETTING',
          `${label}, padding: expected less than the window, ${rows}×${columns}, got [${layer.padding.join(', ')}]`,
        )
      }
      return
    }
    case 'zeroPad':
      checkSizes(layer.padding, 4, 0, `${label}, padding`)
      return
    case 'reshape':
      checkSizes(layer.shape, Math.max(1, layer.shape.length), 1, `${label}, shape`)
  }
}

/** How many weights a layer has, as its arrays say. */
export function weightsOf(layer: LayerDescription): number {
  if ('kernel' in layer) return layer.kernel.length + layer.bias.length
  return 'scale' in layer ? layer.scale.length + layer.shift.length : 0
}

const plainActivations: readonly string[] = [
  'linear',
  'relu',
  'relu6',
  'selu',
  'sigmoid',
  'tanh',
  'softplus',
  'swish',
  'gelu',
  'geluTanh',
]

function checkActivation(
  activation: { readonly name: string; readonly alpha?: number },
  label: string,
): void {
  const { name, alpha } = activation
  if (name === 'leakyRelu' || name === 'elu') {
    if (!Number.isFinite(alpha)) {
      throw new NetworkError('LAYER_SETTING', `${label}, alpha: expected a finite number, got ${alpha}`)
    }
  } else if (!plainActivations.includes(name)) {
    throw new NetworkError('LAYER_UNKNOWN', `${label}: no activation is named ${name}`)
  }
}

function checkSizes(sizes: readonly number[], count: number, least: number, field: string): void {
  if (sizes.length !== count || !sizes.every((size) => Number.isInteger(size) && size >= least)) {
    throw new NetworkError(
      'LAYER_SETTING',
      `${field}: expected ${count} whole numbers of at least ${least}, got [${sizes.join(', ')}]`,
    )
  }
}

function checkWeights(weights: Float32Array, expected: number, field: string): void {
  if (weights.length !== expected) {
    throw new NetworkError('WEIGHTS_LENGTH', `${field}: expected ${expected} values, got ${weights.length}`)
  }
  const bad = weights.findIndex((weight) => !Number.isFinite(weight))
  if (bad >= 0) throw new NetworkError('WEIGHTS_NOT_FINITE', `${field}: element ${bad} is ${weights[bad]}`)
}
