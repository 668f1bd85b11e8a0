import type { Activation, LayerDescription, Shape } from './layer.js'
import { NetworkError } from './network-error.js'
import { MOST_VALUES } from './network-size.js'
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
    case 'crop':
      checkSizes(layer.cropping, 4, 0, `${label}, cropping`)
      return
    case 'resize':
      checkSizes(layer.size, 2, 1, `${label}, size`)
      if (layer.interpolation !== 'nearest' && layer.interpolation !== 'bilinear') {
        throw new NetworkError(
          'LAYER_SETTING',
          `${label}, interpolation: expected nearest or bilinear, got ${layer.interpolation}`,
        )
      }
      return
    case 'reshape':
      checkSizes(layer.shape, Math.max(1, layer.shape.length), 1, `${label}, shape`, MOST_VALUES)
  }
}

/** How many weights a layer has, as its arrays say. */
export function weightsOf(layer: LayerDescription): number {
  if ('kernel' in layer) return layer.kernel.length + layer.bias.length
  return 'scale' in layer ? layer.scale.length + layer.shift.length : 0
}

type Settings = Readonly<Record<string, 'finite' | 'not negative' | 'positive' | 'any number'>>

/** Each activation's settings, and what they may be. */
const activations: Readonly<Record<Activation['name'], Settings>> = {
  linear: {},
  relu: {},
  relu6: {},
  selu: {},
  sigmoid: {},
  tanh: {},
  softplus: {},
  swish: {},
  gelu: {},
  geluTanh: {},
  hardSwish: {},
  mish: {},
  softsign: {},
  exponential: {},
  logSigmoid: {},
  tanhShrink: {},
  leakyRelu: { alpha: 'finite' },
  elu: { alpha: 'finite' },
  celu: { alpha: 'positive' },
  thresholdRelu: { negativeSlope: 'finite', threshold: 'not negative', limit: 'any number' },
  hardSigmoid: { slope: 'finite' },
  clip: { least: 'any number', most: 'any number' },
  softShrink: { threshold: 'not negative' },
  hardShrink: { threshold: 'not negative' },
}

const expectations = {
  finite: { fits: Number.isFinite, words: 'a finite number' },
  'not negative': { fits: (x: number) => Number.isFinite(x) && x >= 0, words: 'a number of at least 0' },
  positive: { fits: (x: number) => Number.isFinite(x) && x > 0, words: 'a number above 0' },
  'any number': { fits: (x: number) => typeof x === 'number' && !Number.isNaN(x), words: 'a number' },
} as const

function checkActivation(activation: Activation, label: string): void {
  const { name } = activation
  if (!Object.hasOwn(activations, name)) {
    throw new NetworkError('LAYER_UNKNOWN', `${label}: no activation is named ${name}`)
  }
  for (const [setting, kind] of Object.entries(activations[name])) {
    const value = (activation as unknown as Record<string, number>)[setting]!
    const { fits, words } = expectations[kind]
    if (!fits(value)) {
      throw new NetworkError('LAYER_SETTING', `${label}, ${setting}: expected ${words}, got ${value}`)
    }
  }
}

/** Largest window, stride, dilation or padding: no side of an image is longer, and the kernels' arithmetic holds no more. */
const LONGEST = 65_535

function checkSizes(
  sizes: readonly number[],
  count: number,
  least: number,
  field: string,
  most = LONGEST,
): void {
  const whole = (size: number) => Number.isInteger(size) && size >= least && size <= most
  if (sizes.length !== count || !sizes.every(whole)) {
    throw new NetworkError(
      'LAYER_SETTING',
      `${field}: expected ${count} whole numbers from ${least} to ${most}, got [${sizes.join(', ')}]`,
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
