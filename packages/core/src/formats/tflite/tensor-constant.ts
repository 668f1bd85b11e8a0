import { decodeValues } from '../../arrays/decode-values.js'
import type { ValueType } from '../../arrays/numeric-array.js'
import { InputError } from '../../errors.js'
import { type Constant, constant, countOf, shapeText } from '../graph/value.js'
import { UnsupportedLayerError } from '../unsupported-layer-error.js'
import type { TensorQuantisation, TfliteTensor } from './tflite-file.js'

/** Types by their numbers, `TensorType` of the schema: what a value is stored as. */
const types: Readonly<
  Record<number, { readonly name: string; readonly stored?: ValueType; readonly bytes: number }>
> = {
  0: { name: 'float32', stored: 'f4', bytes: 4 },
  1: { name: 'float16', stored: 'f2', bytes: 2 },
  2: { name: 'int32', stored: 'i4', bytes: 4 },
  3: { name: 'uint8', stored: 'u1', bytes: 1 },
  4: { name: 'int64', stored: 'i8', bytes: 8 },
  5: { name: 'text', bytes: 1 },
  6: { name: 'bool', stored: 'bool', bytes: 1 },
  7: { name: 'int16', stored: 'i2', bytes: 2 },
  9: { name: 'int8', stored: 'i1', bytes: 1 },
  10: { name: 'float64', stored: 'f8', bytes: 8 },
}

/** `uint8`. */
export function typeName({ type }: Pick<TfliteTensor, 'type'>): string {
  return types[type]?.name ?? `type ${type}`
}

/** Whether a tensor holds small whole numbers that stand for others. */
export function isQuantised({ type, quantisation }: TfliteTensor): boolean {
  return quantisation !== undefined && [3, 7, 9].includes(type)
}

/**
 * The values a file holds for a tensor: floats as float32, quantised ones as scale·(q − zero point), computed in float64 and rounded
 * once, and other whole numbers as they are.
 *
 * @throws InputError `WEIGHTS_LENGTH`; UnsupportedLayerError for sparse weights and other types
 */
export function tensorConstant(tensor: TfliteTensor): Constant {
  const { name, shape, type, bytes, quantisation } = tensor
  const known = types[type]
  if (!known?.stored || tensor.sparse) {
    throw new UnsupportedLayerError(
      `tensor "${name}" is ${tensor.sparse ? 'stored sparsely' : `of ${typeName(tensor)}`}`,
    )
  }
  const count = countOf(shape)
  if (!(count >= 0) || bytes.length !== count * known.bytes) {
    const expected = `${count * known.bytes} bytes for ${shapeText(shape)} of ${known.name}`
    throw new InputError('WEIGHTS_LENGTH', `tensor "${name}": expected ${expected}, got ${bytes.length}`)
  }
  const values = decodeValues(bytes, known.stored, count)
  if (isQuantised(tensor)) return constant(shape, dequantised(tensor, values, quantisation!), 'float')
  if (values instanceof Float32Array) return constant(shape, values, 'float')
  if (type === 10) return constant(shape, Float32Array.from(values), 'float')
  return constant(shape, Float64Array.from(values), 'whole')
}

function dequantised(
  { name, shape }: TfliteTensor,
  values: ArrayLike<number>,
  { scales, zeroPoints, axis }: TensorQuantisation,
): Float32Array {
  const result = new Float32Array(values.length)
  if (scales.length === 1) {
    for (let i = 0; i < result.length; i++) result[i] = scales[0]! * (values[i]! - zeroPoints[0]!)
    return result
  }
  if (shape[axis] !== scales.length) {
    throw new InputError(
      'MODEL_TOPOLOGY',
      `tensor "${name}": ${scales.length} scales along axis ${axis} of ${shapeText(shape)}`,
    )
  }
  const inner = countOf(shape.slice(axis + 1))
  for (let i = 0; i < result.length; i++) {
    const place = Math.floor(i / inner) % scales.length
    result[i] = scales[place]! * (values[i]! - zeroPoints[place]!)
  }
  return result
}
