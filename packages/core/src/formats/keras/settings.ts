import { type Padding, type Pair, type Shape, samePadding } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import { UnsupportedLayerError } from '../unsupported-layer-error.js'
import type { LayerJson } from './topology.js'

/** How messages call a layer. */
export function labelOf({ name, className }: LayerJson): string {
  return `layer "${name}", of class ${className},`
}

/** A layer that a network cannot describe. @param what - what of it, such as `has data format channels_first` */
export function unsupported(layer: LayerJson, what = 'is not supported'): UnsupportedLayerError {
  return new UnsupportedLayerError(`${labelOf(layer)} ${what}`)
}

/**
 * A layer that TensorFlow.js computes otherwise than it is defined: in a model that TensorFlow.js itself saved, nobody can say
 * which of the two is meant.
 *
 * @throws InputError `LAYER_AMBIGUOUS`
 */
export function requireKerasMeaning(layer: LayerJson, what: string): void {
  if (layer.origin !== 'tfjs') return
  throw new InputError(
    'LAYER_AMBIGUOUS',
    `${labelOf(layer)} ${what}, which TensorFlow.js, that saved the model, computes otherwise than Keras and PyTorch; ` +
      'its scores would depend on whose definition is meant',
  )
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
  const value = settingOf(layer, key) ?? otherwise
  if (typeof value === 'number' && (Number.isFinite(value) || value === otherwise)) return value
  throw malformed(layer, key, 'a number')
}

/** A size: a whole number above 0. */
export function wholeOf(layer: LayerJson, key: string, otherwise: number): number {
  const value = numberOf(layer, key, otherwise)
  if (Number.isInteger(value) && value > 0) return value
  throw malformed(layer, key, 'a whole number above 0')
}

/** A setting as it is meant: Keras 3 writes what has been an array as an object holding its value. */
export function settingOf(layer: LayerJson, key: string): unknown {
  const value = layer.config[key]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return (value as { config?: { value?: unknown } }).config?.value ?? value
}

/** A setting of one number, or of one for each channel. */
export function numbersOf(layer: LayerJson, key: string, channels: number, otherwise: number): Float64Array {
  const value = settingOf(layer, key) ?? otherwise
  const list = [value].flat(Number.POSITIVE_INFINITY)
  if (list.every((each) => typeof each === 'number' && Number.isFinite(each))) {
    if (list.length === channels) return Float64Array.from(list as number[])
    if (list.length === 1) return new Float64Array(channels).fill(list[0] as number)
  }
  throw malformed(layer, key, channels > 1 ? `a number, or ${channels} of them` : 'a number')
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

/** Rows and columns on each side, as Keras writes them: one number, [vertical, horizontal], or [[top, bottom], [left, right]]. */
export function sidesOf(layer: LayerJson, key: string, otherwise: number): Padding {
  const value = layer.config[key] ?? otherwise
  const axes = Array.isArray(value) ? value : [value, value]
  const sides = axes.flatMap((axis) => (Array.isArray(axis) ? axis : [axis, axis]))
  if (
    axes.length === 2 &&
    sides.length === 4 &&
    sides.every((zeros) => Number.isInteger(zeros) && zeros >= 0)
  ) {
    return sides as unknown as Padding
  }
  throw malformed(layer, key, 'whole numbers for top, bottom, left and right')
}
