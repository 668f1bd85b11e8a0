import type { Activation } from '@umbra/occlusion-wasm'
import { numberOf, unsupported } from './settings.js'
import type { LayerJson } from './topology.js'

/** Keras's names of activations without settings, lower case and without underscores. */
const named: Readonly<Record<string, Activation | 'softmax'>> = {
  linear: { name: 'linear' },
  relu: { name: 'relu' },
  relu6: { name: 'relu6' },
  elu: { name: 'elu', alpha: 1 },
  selu: { name: 'selu' },
  sigmoid: { name: 'sigmoid' },
  tanh: { name: 'tanh' },
  softplus: { name: 'softplus' },
  swish: { name: 'swish' },
  silu: { name: 'swish' },
  gelu: { name: 'gelu' },
  gelunew: { name: 'geluTanh' },
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
  const config = typeof written === 'object' ? object.config : undefined
  const className = classNames[key]
  if (!className || typeof config !== 'object' || config === null) return activation
  return activationOf({ ...layer, className, config: { ...config } })
}

/** Activations that are classes with settings when written as objects. */
const classNames: Readonly<Record<string, string>> = { relu: 'ReLU', leakyrelu: 'LeakyReLU', elu: 'ELU' }

/**
 * The activation that a layer of its own, such as ReLU or LeakyReLU, is.
 * @throws UnsupportedLayerError
 */
export function activationOf(layer: LayerJson): Activation {
  switch (layer.className) {
    case 'ReLU': {
      const limit = layer.config.max_value == null ? null : numberOf(layer, 'max_value', 6)
      for (const key of ['negative_slope', 'threshold']) {
        if (numberOf(layer, key, 0) !== 0) throw unsupported(layer, `has a ${key}`)
      }
      if (limit !== null && limit !== 6) throw unsupported(layer, `has max_value ${limit}`)
      return { name: limit === null ? 'relu' : 'relu6' }
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
