import { InputError } from '../errors.js'

/** What a value is: signed, unsigned or floating with its bytes, truth values, or Google's 16-bit brain float. */
export type ValueType =
  | 'bool'
  | 'i1'
  | 'u1'
  | 'i2'
  | 'u2'
  | 'i4'
  | 'u4'
  | 'i8'
  | 'u8'
  | 'f2'
  | 'bf2'
  | 'f4'
  | 'f8'

/** An array of numbers as read from a file, row-major. */
export interface NumericArray {
  readonly shape: readonly number[]
  /** What the file holds, which `data` may not tell: truth values are bytes there, whole numbers of 64 bits floats. */
  readonly type: ValueType
  /** Floats as stored, half precision as float32; whole numbers of 64 bits as float64, where they are exact. */
  readonly data:
    | Float32Array
    | Float64Array
    | Int8Array
    | Uint8Array
    | Int16Array
    | Uint16Array
    | Int32Array
    | Uint32Array
}

/**
 * How many values an array of a shape holds; 1 for a scalar's empty shape.
 *
 * @returns Infinity where sizes are no whole numbers from 0 up or their product is beyond exact integers, which no file can hold
 */
export function elementCount(shape: readonly number[]): number {
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) return Number.POSITIVE_INFINITY
  if (shape.includes(0)) return 0
  const count = shape.reduce((product, size) => product * size, 1)
  return Number.isSafeInteger(count) ? count : Number.POSITIVE_INFINITY
}

/** A shape in words: `60000×28×28`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single value' : shape.join('×')
}

/** The values of an array as float32. @throws InputError VALUES_NOT_FINITE */
export function float32Of({ data }: NumericArray, name: string): Float32Array {
  const values = data instanceof Float32Array ? data : Float32Array.from(data)
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad < 0) return values
  throw new InputError(
    'VALUES_NOT_FINITE',
    `${name}: value ${bad} is ${data[bad]}, expected finite float32 numbers`,
  )
}
