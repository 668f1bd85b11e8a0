import type { MutableLayer } from './model-tail.js'

/** The nonlinearity a layer ends in. */
export interface LayerActivation {
  /** Keras's name, lower case and without underscores: `softmax`, `logsoftmax`, `hardsigmoid`. */
  readonly key: string
  /** Axes of a softmax, as written; the last unless told. */
  readonly axes: readonly unknown[]
  /** Makes the layer linear. */
  remove(): void
}

/** Layers that are nonlinearities and nothing else. */
const CLASSES: Readonly<Record<string, string>> = {
  Softmax: 'softmax',
  ReLU: 'relu',
  LeakyReLU: 'leakyrelu',
  PReLU: 'prelu',
  ELU: 'elu',
  ThresholdedReLU: 'thresholdedrelu',
}

/**
 * The nonlinearity a layer ends in, whether it is one, or names one as its activation: `"softmax"`, or an object
 * `{ class_name: "function", config: "softmax" }` or `{ class_name: "Softmax", config: {…} }`, as Keras 3 writes it.
 *
 * @returns undefined where it is linear
 */
export function layerActivation(layer: MutableLayer): LayerActivation | undefined {
  const { class_name: className, config } = layer
  const own = Object.hasOwn(CLASSES, className) ? CLASSES[className] : undefined
  if (own) return { key: own, axes: axesOf(config.axis), remove: () => becomeLinear(layer) }
  const written = config.activation ?? 'linear'
  const { class_name, className: camel, config: inner } = written as Record<string, unknown>
  const named = typeof written === 'object' ? (class_name ?? camel) : written
  const key = String(named === 'function' ? inner : named)
    .toLowerCase()
    .replaceAll('_', '')
  if (key === 'linear') return undefined
  const axis = typeof inner === 'object' && inner !== null ? (inner as { axis?: unknown }).axis : undefined
  return {
    key,
    axes: axesOf(axis),
    remove: () => {
      config.activation = 'linear'
    },
  }
}

function axesOf(axis: unknown): readonly unknown[] {
  return Array.isArray(axis) ? axis : [axis ?? -1]
}

function becomeLinear(layer: MutableLayer): void {
  layer.class_name = 'Activation'
  layer.config = {
    name: layer.config.name ?? layer.name,
    trainable: true,
    dtype: 'float32',
    activation: 'linear',
  }
}
