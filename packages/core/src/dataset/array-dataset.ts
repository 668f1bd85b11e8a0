import { bytesPerValue } from '../arrays/decode-values.js'
import {
  elementCount,
  float32Of,
  type NumericArray,
  shapeText,
  type ValueType,
} from '../arrays/numeric-array.js'
import { InputError } from '../errors.js'
import { type ImageBatch, type Labels, MOST_CLASSES } from './dataset.js'
import { toUnitRange } from './to-unit-range.js'

/** What a dataset is to be called, and its classes. */
export interface ArrayDatasetOptions {
  readonly name: string
  /** What the classes are called, by the model they are for; else by their indices. */
  readonly classNames?: readonly string[] | undefined
  /** How many classes there are at least, where they have no names. @default 10 */
  readonly classes?: number | undefined
}

/**
 * Images from an array: [N, H, W] or [N, H, W, C]. Bytes and unsigned 16-bit values become 0 … 1, truth values 0 and 1; floats
 * are taken as they are.
 *
 * @param name - what to call the array in an error
 * @throws InputError DATA_SHAPE, DATA_TOO_LARGE, DATA_TYPE, VALUES_NOT_FINITE
 */
export function imagesOf(array: NumericArray, name: string): ImageBatch {
  const shape = imageShapeOf(array, name)
  return { data: UNIT_RANGE[array.type]!(array, name), shape }
}

/** Most values of a dataset's images, 2 GiB of floats. */
const MOST_VALUES = 2 ** 29

/**
 * [N, H, W, C] of the same, known before any pixel is unpacked or converted.
 *
 * @throws InputError DATA_SHAPE, DATA_TOO_LARGE, DATA_TYPE
 */
export function imageShapeOf(
  { shape, type }: Pick<NumericArray, 'shape' | 'type'>,
  name: string,
): ImageBatch['shape'] {
  const [n, height, width, channels = 1] = shape
  if (shape.length < 3 || shape.length > 4 || !n || !height || !width || !channels) {
    throw new InputError('DATA_SHAPE', `${name} is ${shapeText(shape)}, expected N×H×W or N×H×W×C`)
  }
  if (n * height * width * channels > MOST_VALUES) {
    throw new InputError(
      'DATA_TOO_LARGE',
      `${name} is ${shapeText(shape)}, expected at most ${MOST_VALUES} values`,
    )
  }
  if (!UNIT_RANGE[type]) {
    const found = `${type.startsWith('u') ? 'uint' : 'int'}${8 * bytesPerValue(type)}`
    throw new InputError(
      'DATA_TYPE',
      `${name} holds ${found}, expected bytes, unsigned 16-bit values or floats`,
    )
  }
  return [n, height, width, channels]
}

type ToFloats = (array: NumericArray, name: string) => Float32Array

/** Pixels by their type; whole numbers of other types have no range that is known. */
const UNIT_RANGE: Partial<Record<ValueType, ToFloats>> = {
  u1: ({ data }) => toUnitRange(data as Uint8Array, 255),
  u2: ({ data }) => toUnitRange(data as Uint16Array, 65_535),
  bool: ({ data }) => new Float32Array(data),
  f2: float32Of,
  bf2: float32Of,
  f4: float32Of,
  f8: float32Of,
}

/**
 * Labels from an array of whole numbers [N], or [N, 1] as CIFAR's come, of any type that holds them exactly.
 *
 * @param n - how many images there are
 * @returns 16 bits each, so that the 1,000 classes of ImageNet are told apart
 * @throws InputError DATA_COUNT, DATA_LABELS if one is negative, fractional, NaN or beyond 65,535, or if they are one-hot
 */
export function labelsOf(array: NumericArray, n: number, name: string): Uint16Array {
  requireLabelPerImage(array, n, name)
  const { data } = array
  const bad = data.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= MOST_CLASSES)
  if (bad >= 0) {
    throw new InputError(
      'DATA_LABELS',
      `${name}: label ${bad} is ${data[bad]}, expected a class from 0 to ${MOST_CLASSES - 1}`,
    )
  }
  return Uint16Array.from(data)
}

/** What the shape of labels tells before any is unpacked. @throws InputError DATA_COUNT, DATA_LABELS if they are one-hot */
export function requireLabelPerImage({ shape }: Pick<NumericArray, 'shape'>, n: number, name: string): void {
  const flat = shape.length === 1 || (shape.length === 2 && shape[1] === 1)
  if (shape.length === 2 && shape[0] === n && !flat) {
    throw new InputError(
      'DATA_LABELS',
      `${name} is ${shapeText(shape)}, as one-hot labels are; expected one class index an image, which np.argmax(labels, axis=1) makes of them`,
    )
  }
  if (!flat || elementCount(shape) !== n) {
    throw new InputError(
      'DATA_COUNT',
      `${name} is ${shapeText(shape)}, expected a label for each of ${n} images`,
    )
  }
}

/**
 * Names for the classes of some labels: those given, or their indices.
 *
 * @throws InputError DATA_LABELS if a label has no name
 */
export function classNamesFor(
  labels: Labels,
  { classNames, classes = 10 }: Omit<ArrayDatasetOptions, 'name'>,
  name: string,
): readonly string[] {
  let largest = 0
  for (const label of labels) largest = Math.max(largest, label)
  if (!classNames) return Array.from({ length: Math.max(classes, largest + 1) }, (_, k) => String(k))
  if (largest < classNames.length) return classNames
  throw new InputError(
    'DATA_LABELS',
    `${name} has a label ${largest}, the model has classes 0 … ${classNames.length - 1}`,
  )
}
