import { type NumericArray, shapeText } from '../arrays/numeric-array.js'
import { InputError } from '../errors.js'
import type { ImageBatch } from './dataset.js'

/** What a dataset is to be called, and its classes. */
export interface ArrayDatasetOptions {
  readonly name: string
  /** What the classes are called, by the model they are for; else by their indices. */
  readonly classNames?: readonly string[] | undefined
  /** How many classes there are at least, where they have no names. @default 10 */
  readonly classes?: number | undefined
}

/** What the largest value of a type stands for in 0 … 1. */
const LARGEST: readonly (readonly [type: abstract new () => NumericArray['data'], largest: number])[] = [
  [Uint8Array, 255],
  [Uint16Array, 65_535],
]

/**
 * Images from an array: [N, H, W] or [N, H, W, C]. Bytes and 16-bit values become 0 … 1; floats are taken as they are.
 *
 * @param name - what to call the array in an error
 * @throws InputError DATA_SHAPE, DATA_TYPE, DATA_NOT_FINITE
 */
export function imagesOf({ shape, data }: NumericArray, name: string): ImageBatch {
  const [n, height, width, channels = 1] = shape
  if (shape.length < 3 || shape.length > 4 || !n || !height || !width || !channels) {
    throw new InputError('DATA_SHAPE', `${name} is ${shapeText(shape)}, expected N×H×W or N×H×W×C`)
  }
  return { data: unitRange(data, name), shape: [n, height, width, channels] }
}

function unitRange(data: NumericArray['data'], name: string): Float32Array {
  const largest = LARGEST.find(([type]) => data instanceof type)?.[1]
  if (largest !== undefined) return Float32Array.from(data, (value) => value / largest)
  if (!(data instanceof Float32Array) && !(data instanceof Float64Array)) {
    throw new InputError(
      'DATA_TYPE',
      `${name} holds signed whole numbers, expected bytes, 16-bit values or floats`,
    )
  }
  const images = data instanceof Float32Array ? data : Float32Array.from(data)
  const bad = images.findIndex((value) => !Number.isFinite(value))
  if (bad < 0) return images
  throw new InputError('DATA_NOT_FINITE', `${name}: value ${bad} is ${data[bad]}, expected a finite number`)
}

/**
 * Labels from an array of whole numbers [N], or [N, 1] as CIFAR's come.
 *
 * @param n - how many images there are
 * @throws InputError DATA_COUNT, DATA_LABELS
 */
export function labelsOf({ shape, data }: NumericArray, n: number, name: string): Uint8Array {
  const flat = shape.length === 1 || (shape.length === 2 && shape[1] === 1)
  if (!flat || data.length !== n) {
    throw new InputError(
      'DATA_COUNT',
      `${name} is ${shapeText(shape)}, expected a label for each of ${n} images`,
    )
  }
  const bad = data.findIndex((label) => !Number.isInteger(label) || label < 0 || label > 255)
  if (bad >= 0) {
    throw new InputError(
      'DATA_LABELS',
      `${name}: label ${bad} is ${data[bad]}, expected a class from 0 to 255`,
    )
  }
  return Uint8Array.from(data)
}

/**
 * Names for the classes of some labels: those given, or their indices.
 *
 * @throws InputError DATA_LABELS if a label has no name
 */
export function classNamesFor(
  labels: Uint8Array,
  { classNames, classes = 10 }: Omit<ArrayDatasetOptions, 'name'>,
  name: string,
): readonly string[] {
  const largest = labels.reduce((most, label) => Math.max(most, label), 0)
  if (!classNames) return Array.from({ length: Math.max(classes, largest + 1) }, (_, k) => String(k))
  if (largest < classNames.length) return classNames
  throw new InputError(
    'DATA_LABELS',
    `${name} has a label ${largest}, the model has classes 0 … ${classNames.length - 1}`,
  )
}
