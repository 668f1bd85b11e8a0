import type { Activation } from '@umbra/occlusion-wasm'
import { malformed, numberOf, settingOf, unsupported } from './settings.js'
import type { LayerJson } from './topology.js'

/** Keras's names of activations, lower case and without underscores. */
const named: Readonly<Record<string, Activation | 'softmax'>> = {
  linear: { name: 'linear' },
  relu: { name: 'relu' },
  relu6: { name: 'relu6' },
  elu: { name: 'elu', alpha: 1 },
  celu: { name: 'celu', alpha: 1 },
  selu: { name: 'selu' },
  sigmoid: { name: 'sigmoid' },
  hardsigmoid: { name: 'hardSigmoid', slope: 0.2 },
  sparsesigmoid: { name: 'hardSigmoid', slope: 0.5 },
  logsigmoid: { name: 'logSigmoid' },
  tanh: { name: 'tanh' },
  hardtanh: { name: 'clip', least: -1, most: 1 },
  tanhshrink: { name: 'tanhShrink' },
  softshrink: { name: 'softShrink', threshold: 0.5 },
  hardshrink: { name: 'hardShrink', threshold: 0.5 },
  softplus: { name: 'softplus' },
  softsign: { name: 'softsign' },
  swish: { name: 'swish' },
  silu: { name: 'swish' },
  hardswish: { name: 'hardSwish' },
  hardsilu: { name: 'hardSwish' },
  mish: { name: 'mish' },
  gelu: { name: 'gelu' },
  gelunew: { name: 'geluTanh' },
  exponential: { name: 'exponential' },
  leakyrelu: { name: 'leakyRelu', alpha: 0.2 },
  softmax: 'softmax',
}

/**
 * The activation a layer applies after its own work, which Keras writes as a name or as an object with a class name.
 * @throws UnsupportedLayerError
 */
export function fusedActivationOf(layer: LayerJson): Activation | 'softmax' {
  const written = layer.config.activation ?? 'linear'
  const object = written as { class_name?: unknown; className?: unknown; config?: unknown }
  const name = typeof written === 'object' ? (object.class_name ?? object.className) : written
  const key = String(name === 'function' ? object.config : name)
    .toLowerCase()
    .replaceAll('_', '')
  const activation = Object.hasOwn(named, key) ? named[key] : undefined
  if (!activation) throw unsupported(layer, `has activation ${JSON.stringify(written)}`)
  const config = typeof written === 'object' ? settingsIn(object.config) : {}
  const className = classNames[key]
  if (className && Object.keys(config).length > 0) return activationOf({ ...layer, className, config })
  if (Object.values(config).some((value) => value !== null && value !== -1)) {
    throw unsupported(layer, `has activation ${JSON.stringify(written)}`)
  }
  return key === 'hardsigmoid' ? hardSigmoidOf(layer) : activation
}

/** What an activation written as an object sets, apart from what any layer has. */
function settingsIn(config: unknown): Readonly<Record<string, unknown>> {
  if (typeof config !== 'object' || config === null) return {}
  return Object.fromEntries(
    Object.entries(config).filter(([key]) => !['name', 'trainable', 'dtype', 'build_config'].includes(key)),
  )
}

/** Keras 3 has relu6(x + 3) / 6, Keras 2 and TensorFlow.js 0.2·x + 0.5 held within 0 … 1. */
function hardSigmoidOf({ origin }: LayerJson): Activation {
  return { name: 'hardSigmoid', slope: origin === 'keras3' ? 1 / 6 : 0.2 }
}

/** Activations that are classes with settings when written as objects. */
const classNames: Readonly<Record<string, string>> = { relu: 'ReLU', leakyrelu: 'LeakyReLU', elu: 'ELU' }

/**
 * The activation that a layer of its own, such as ReLU or LeakyReLU, is.
 * @throws UnsupportedLayerError
 */
export function activationOf(layer: LayerJson): Activation {
  switch (layer.className) {
    case 'ReLU':
      return reluOf(layer)
    case 'ThresholdedReLU':
      return {
        name: 'thresholdRelu',
        negativeSlope: 0,
        threshold: notNegative(layer, 'theta', 1),
        limit: Number.POSITIVE_INFINITY,
      }
    case 'LeakyReLU': {
      // Keras 2 calls the slope alpha, Keras 3 negative_slope.
      const key = 'negative_slope' in layer.config ? 'negative_slope' : 'alpha'
      return { name: 'leakyRelu', alpha: numberOf(layer, key, 0.3) }
    }
    default:
      return { name: 'elu', alpha: numberOf(layer, 'alpha', 1) }
  }
}

function reluOf(layer: LayerJson): Activation {
  const none = Number.POSITIVE_INFINITY
  const limit = settingOf(layer, 'max_value') == null ? none : notNegative(layer, 'max_value', none)
  const negativeSlope = notNegative(layer, 'negative_slope', 0)
  const threshold = notNegative(layer, 'threshold', 0)
  if (threshold === 0 && negativeSlope === 0 && limit === none) return { name: 'relu' }
  if (threshold === 0 && negativeSlope === 0 && limit === 6) return { name: 'relu6' }
  if (threshold === 0 && limit === none) return { name: 'leakyRelu', alpha: negativeSlope }
  return { name: 'thresholdRelu', negativeSlope, threshold, limit }
}

function notNegative(layer: LayerJson, key: string, otherwise: number): number {
  const value = numberOf(layer, key, otherwise)
  if (value >= 0) return value
  throw malformed(layer, key, 'a number of at least 0, as Keras does')
}
