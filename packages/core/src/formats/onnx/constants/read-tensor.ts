import type { TensorProto } from 'onnx-buf'
import { countOf } from '../../graph/value.js'
import { UnsupportedLayerError } from '../../unsupported-layer-error.js'
import { malformed } from '../faults.js'
import type { Constant, ElementType, Numbers } from './constant.js'
import { float16Values } from './float16.js'

/** How the values of a data type lie in bytes, little-endian. */
interface Storage {
  readonly type: ElementType
  readonly bytes: number
  readonly read: (view: DataView, at: number) => number
  /** What to look at aligned bytes through, where their values are taken as they are. */
  readonly view?: new (
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
  ) => Numbers
}

/** By the numbers of TensorProto.DataType. */
const storages: Readonly<Record<number, Storage>> = {
  1: { type: 'float', bytes: 4, read: (v, at) => v.getFloat32(at, true), view: Float32Array },
  2: { type: 'integer', bytes: 1, read: (v, at) => v.getUint8(at), view: Uint8Array },
  3: { type: 'integer', bytes: 1, read: (v, at) => v.getInt8(at), view: Int8Array },
  4: { type: 'integer', bytes: 2, read: (v, at) => v.getUint16(at, true), view: Uint16Array },
  5: { type: 'integer', bytes: 2, read: (v, at) => v.getInt16(at, true), view: Int16Array },
  6: { type: 'integer', bytes: 4, read: (v, at) => v.getInt32(at, true), view: Int32Array },
  7: { type: 'integer', bytes: 8, read: (v, at) => Number(v.getBigInt64(at, true)) },
  9: { type: 'boolean', bytes: 1, read: (v, at) => (v.getUint8(at) ? 1 : 0) },
  10: { type: 'float', bytes: 2, read: (v, at) => v.getUint16(at, true) },
  11: { type: 'double', bytes: 8, read: (v, at) => v.getFloat64(at, true), view: Float64Array },
  12: { type: 'integer', bytes: 4, read: (v, at) => v.getUint32(at, true), view: Uint32Array },
  13: { type: 'integer', bytes: 8, read: (v, at) => Number(v.getBigUint64(at, true)) },
  16: { type: 'float', bytes: 2, read: (v, at) => v.getUint16(at, true) },
}
const [FLOAT16, BFLOAT16] = [10, 16]

/** Names of other data types that models have, for messages. */
const others: Readonly<Record<number, string>> = {
  8: 'text',
  14: 'complex64',
  15: 'complex128',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
}

/**
 * A tensor of a file.
 *
 * @param where - what to call it in a message
 * @param external - bytes of its values, where they lie in another file
 * @throws InputError MODEL_ONNX where it holds another number of values than its dimensions say
 * @throws UnsupportedLayerError for types of numbers that are not read
 */
export function readTensor(tensor: TensorProto, where: string, external?: Uint8Array): Constant {
  const { dataType } = tensor
  const dims = tensor.dims.map(Number)
  if (!dims.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw malformed(where, `expected sizes of at least 0, got [${dims.join(', ')}]`)
  }
  const storage = storages[dataType]
  if (!storage) throw new UnsupportedLayerError(`${where}, of ${others[dataType] ?? `type ${dataType}`}`)
  const { type } = storage
  const count = countOf(dims)
  const raw = external ?? (tensor.rawData.length > 0 ? tensor.rawData : undefined)
  const stored = raw ? raw.length / storage.bytes : fieldOf(tensor).length
  if (stored !== count) {
    throw malformed(where, `expected ${count} values for [${dims.join(', ')}], got ${stored}`)
  }
  const data = () => (raw ? fromBytes(raw, storage, count, dataType) : fromField(tensor, type))
  const partOf = (from: number, to: number) =>
    fromBytes(raw!.subarray(from * storage.bytes, to * storage.bytes), storage, to - from, dataType)
  return {
    kind: 'constant',
    dims,
    type,
    get data() {
      return data()
    },
    ...(raw && { part: partOf }),
  }
}

function fromBytes(raw: Uint8Array, { type, bytes, read, view }: Storage, count: number, dataType: number) {
  if (view) {
    const { buffer, byteOffset } = raw.byteOffset % bytes === 0 ? raw : raw.slice()
    return new view(buffer, byteOffset, count)
  }
  const source = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  const numbers = type === 'float' ? new Float32Array(count) : new Float64Array(count)
  for (let i = 0; i < count; i++) numbers[i] = read(source, i * bytes)
  if (dataType === FLOAT16) return float16Values(numbers)
  return dataType === BFLOAT16 ? bfloat16Values(numbers) : numbers
}

/** The list that holds the values of a tensor without raw bytes: small types share one of int32. */
function fieldOf(tensor: TensorProto): readonly (number | bigint)[] {
  switch (tensor.dataType) {
    case 1:
      return tensor.floatData
    case 7:
      return tensor.int64Data
    case 11:
      return tensor.doubleData
    case 12:
    case 13:
      return tensor.uint64Data
    default:
      return tensor.int32Data
  }
}

function fromField(tensor: TensorProto, type: ElementType): Numbers {
  const values = fieldOf(tensor)
  if (type !== 'float') return Float64Array.from(values, Number)
  const numbers = Float32Array.from(values, Number)
  if (tensor.dataType === FLOAT16) return float16Values(numbers)
  return tensor.dataType === BFLOAT16 ? bfloat16Values(numbers) : numbers
}

/** The upper half of a float32 each. @param bits - each a whole number below 2^16 */
function bfloat16Values(bits: Numbers): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (half) => half * 65_536).buffer)
}
