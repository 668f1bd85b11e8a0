import { type Padding, type Pair, type Shape, samePadding } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import type { LayerJson } from './topology.js'
import { UnsupportedLayerError } from './unsupported-layer-error.js'

/** How messages call a layer. */
export function labelOf({ name, className }: LayerJson): string {
  return `layer "${name}", of class ${className},`
}

/** A layer that a network cannot describe. @param what - what of it, such as `has data format channels_first` */
export function unsupported(layer: LayerJson, what = 'is not supported'): UnsupportedLayerError {
  return new UnsupportedLayerError(`${labelOf(layer)} ${what}`)
}

/** A setting of rows and columns, which Keras writes as two numbers or, where they are equal, as one. */
export function pairOf(layer: LayerJson, key: string, otherwise?: Pair): Pair {
  const value = layer.config[key] ?? otherwise
  const pair = Array.isArray(value) ? value : [value, value]
  if (pair.length === 2 && pair.every((size) => Number.isInteger(size) && size > 0))
    return pair as unknown as Pair
  throw malformed(layer, key, 'one or two whole numbers above 0')
}

export function numberOf(layer: LayerJson, key: string, otherwise: number): number {
  const value = layer.config[key] ?? otherwise
  // Keras 3 writes a float that has been an array as an object holding its value.
  const plain = typeof value === 'object' ? (value as { config?: { value?: unknown } }).config?.value : value
  if (typeof plain === 'number' && Number.isFinite(plain)) return plain
  throw malformed(layer, key, 'a number')
}

export function malformed(layer: LayerJson, key: string, expected: string): InputError {
  const got = JSON.stringify(layer.config[key]) ?? 'nothing'
  return new InputError('MODEL_TOPOLOGY', `${labelOf(layer)} ${key}: expected ${expected}, got ${got}`)
}

/** Resolves `same` and `valid` into zeros on each side. */
export function paddingOf(
  layer: LayerJson,
  input: Shape,
  window: Pair,
  strides: Pair,
  dilation: Pair,
): Padding {
  const padding = String(layer.config.padding ?? 'valid').toLowerCase()
  if (padding === 'valid') return [0, 0, 0, 0]
  if (padding !== 'same') throw unsupported(layer, `has padding ${padding}`)
  return [
    ...samePadding(input[0]!, window[0], strides[0], dilation[0]),
    ...samePadding(input[1]!, window[1], strides[1], dilation[1]),
  ]
}

/** The zeros of a ZeroPadding2D: one number, [vertical, horizontal], or [[top, bottom], [left, right]]. */
export function zerosOf(layer: LayerJson): Padding {
  const value = layer.config.padding ?? 1
  const axes = Array.isArray(value) ? value : [value, value]
  const sides = axes.flatMap((axis) => (Array.isArray(axis) ? axis : [axis, axis]))
  if (
    axes.length === 2 &&
    sides.length === 4 &&
    sides.every((zeros) => Number.isInteger(zeros) && zeros >= 0)
  ) {
    return sides as unknown as Padding
  }
  throw malformed(layer, 'padding', 'whole numbers for top, bottom, left and right')
}
