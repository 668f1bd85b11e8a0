import { InputError } from '../errors.js'
import { parseJson } from '../json/index.js'
import { bytesPerValue, decodeValues } from './decode-values.js'
import { elementCount, type NumericArray, shapeText, type ValueType } from './numeric-array.js'

/** The limit of the format's own implementation. */
const LONGEST_HEADER = 100_000_000

const TYPES: Readonly<Record<string, ValueType>> = {
  BOOL: 'bool',
  I8: 'i1',
  U8: 'u1',
  I16: 'i2',
  U16: 'u2',
  I32: 'i4',
  U32: 'u4',
  I64: 'i8',
  U64: 'u8',
  F16: 'f2',
  BF16: 'bf2',
  F32: 'f4',
  F64: 'f8',
}

/**
 * Reads tensors in the safetensors format (https://github.com/huggingface/safetensors#format): the length of a JSON
 * header as 8 bytes, the header, then the values, which the tensors cover without gap or overlap.
 *
 * @param name - what to call the file in an error
 * @returns the tensors by name
 * @throws InputError SAFETENSORS_HEADER, SAFETENSORS_TYPE, SAFETENSORS_TRUNCATED
 */
export function parseSafetensors(bytes: Uint8Array, name: string): Map<string, NumericArray> {
  const { header, start } = headerOf(bytes, name)
  const values = bytes.subarray(start)
  const entries = Object.entries(header)
    .filter(([key]) => key !== '__metadata__')
    .map(([key, entry]) => describe(key, entry, name))
    .sort((a, b) => a.begin - b.begin || a.end - b.end)
  let covered = 0
  const tensors = new Map<string, NumericArray>()
  for (const { tensor, type, shape, begin, end } of entries) {
    if (begin !== covered || end > values.length) {
      throw new InputError(
        'SAFETENSORS_TRUNCATED',
        `${name}: ${tensor} lies at ${begin} … ${end} of ${values.length} bytes, where ${covered} are taken`,
      )
    }
    covered = end
    const data = decodeValues(values.subarray(begin, end), type, elementCount(shape))
    tensors.set(tensor, { shape, type, data })
  }
  if (covered !== values.length) {
    throw new InputError(
      'SAFETENSORS_TRUNCATED',
      `${name} holds ${values.length} bytes of values, but its header describes ${covered}`,
    )
  }
  return tensors
}

/**
 * What a safetensors file says about itself beside its tensors: text by name.
 *
 * @throws InputError SAFETENSORS_HEADER
 */
export function safetensorsMetadata(bytes: Uint8Array, name: string): Readonly<Record<string, unknown>> {
  const { __metadata__ = {} } = headerOf(bytes, name).header as { __metadata__?: Record<string, unknown> }
  return __metadata__
}

function headerOf(bytes: Uint8Array, name: string): { readonly header: object; readonly start: number } {
  const refuse = (what: string) => new InputError('SAFETENSORS_HEADER', `${name} ${what}`)
  if (bytes.length < 8) throw refuse('ends within its first 8 bytes')
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true)
  if (length > BigInt(Math.min(LONGEST_HEADER, bytes.length - 8))) {
    throw refuse(`says its header is ${length} bytes long, in a file of ${bytes.length}`)
  }
  const start = 8 + Number(length)
  const header = parseJson(bytes.subarray(8, start), `the header of ${name}`, 'SAFETENSORS_HEADER')
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw refuse('has a header that is not an object')
  }
  return { header, start }
}

interface Description {
  readonly tensor: string
  readonly type: ValueType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

function describe(tensor: string, entry: unknown, name: string): Description {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  const sizes = isSizes(shape) ? shape : undefined
  if (typeof dtype !== 'string' || !sizes || !isSizes(offsets) || offsets.length !== 2) {
    throw new InputError('SAFETENSORS_HEADER', `${name}: ${tensor} is described without type, shape or place`)
  }
  const type = Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined
  if (!type) {
    throw new InputError(
      'SAFETENSORS_TYPE',
      `${name}: ${tensor} is of type ${dtype}, expected one of ${Object.keys(TYPES).join(', ')}`,
    )
  }
  const [begin, end] = offsets as [number, number]
  const expected = elementCount(sizes) * bytesPerValue(type)
  if (end - begin !== expected) {
    throw new InputError(
      'SAFETENSORS_HEADER',
      `${name}: ${tensor} has ${end - begin} bytes, expected ${shapeText(sizes)} of ${bytesPerValue(type)} bytes each`,
    )
  }
  return { tensor, type, shape: sizes, begin, end }
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}
