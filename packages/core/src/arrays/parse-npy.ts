import { InputError } from '../errors.js'
import { bytesPerValue, decodeValues } from './decode-values.js'
import { elementCount, type NumericArray, shapeText, type ValueType } from './numeric-array.js'

/** NumPy's own limit on a header it parses without being told to trust it is 10,000; extra spaces are common. */
const LONGEST_HEADER = 65_536

const TYPES: readonly string[] = ['i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f2', 'f4', 'f8']

/**
 * Reads an array in NumPy's NPY format, versions 1 to 3, either byte order, C or Fortran order
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 *
 * @param name - what to call the file in an error
 * @throws InputError NPY_MAGIC, NPY_HEADER, NPY_TYPE, NPY_TRUNCATED, NPY_TRAILING
 */
export function parseNpy(bytes: Uint8Array, name: string): NumericArray {
  const { type, littleEndian, fortran, shape, start } = describeNpy(bytes, bytes.length, name)
  const data = decodeValues(bytes.subarray(start), type, elementCount(shape), littleEndian)
  return { shape, type, data: fortran && shape.length > 1 ? rowMajor(data, shape) : data }
}

/** Bytes by which the header of every file that is read has ended. */
export const NPY_HEAD = LONGEST_HEADER + 12

/**
 * What an NPY file says it holds, checked against its length.
 *
 * @param head - the file's first `NPY_HEAD` bytes, or all of a shorter one
 * @param size - length of the file
 * @throws InputError as `parseNpy`
 */
export function describeNpy(
  head: Uint8Array,
  size: number,
  name: string,
): Description & { readonly start: number } {
  const { header, start } = headerOf(head, name)
  const description = describe(header, name)
  const { type, shape } = description
  const expected = elementCount(shape) * bytesPerValue(type)
  const found = size - start
  if (found !== expected) {
    throw new InputError(
      found < expected ? 'NPY_TRUNCATED' : 'NPY_TRAILING',
      `${name} holds ${found} bytes of values, but its header says ${shapeText(shape)} of ${bytesPerValue(type)} bytes each`,
    )
  }
  return { ...description, start }
}

function headerOf(bytes: Uint8Array, name: string): { readonly header: string; readonly start: number } {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
  const version = bytes[6]!
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte) || version < 1 || version > 3) {
    throw new InputError('NPY_MAGIC', `${name} does not start as an NPY file of version 1, 2 or 3 does`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const from = version === 1 ? 10 : 12
  const length = version === 1 ? view.getUint16(8, true) : bytes.length < 12 ? 0 : view.getUint32(8, true)
  if (length > LONGEST_HEADER || from + length > bytes.length) {
    throw new InputError(
      'NPY_HEADER',
      `${name} ends within its header, which says it is ${length} bytes long`,
    )
  }
  return { header: new TextDecoder().decode(bytes.subarray(from, from + length)), start: from + length }
}

interface Description {
  readonly type: ValueType
  readonly littleEndian: boolean
  readonly fortran: boolean
  readonly shape: readonly number[]
}

/** The header is a Python dictionary: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`. */
function describe(header: string, name: string): Description {
  const descr = /'descr':\s*'([<>|=]?)([a-z]\d{1,2})'/.exec(header)
  const order = /'fortran_order':\s*(True|False)/.exec(header)
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)
  if (!order || !shape || !header.includes("'descr'")) {
    throw new InputError('NPY_HEADER', `${name} has a header that does not describe an array`)
  }
  const code = descr?.[2] ?? ''
  if (code !== 'b1' && !TYPES.includes(code)) {
    throw new InputError(
      'NPY_TYPE',
      `${name} holds ${kindOf(header)}, expected real numbers of up to 64 bits`,
    )
  }
  const sizes = shape[1]!.split(',').map((size) => size.trim())
  return {
    type: code === 'b1' ? 'bool' : (code as ValueType),
    littleEndian: descr![1] !== '>',
    fortran: order[1] === 'True',
    shape: sizes.filter((size) => size !== '').map(Number),
  }
}

/** What NumPy's codes stand for (https://numpy.org/doc/stable/reference/arrays.dtypes.html), where no numbers are read. */
const KINDS: Readonly<Record<string, string>> = {
  U: 'text',
  S: 'text as bytes',
  a: 'text as bytes',
  O: 'Python objects',
  M: 'dates',
  m: 'durations',
  V: 'records',
  c: 'complex numbers',
  f: 'floats of more than 64 bits',
}

function kindOf(header: string): string {
  const [, code, letter] = /'descr':\s*'[<>|=]?(([A-Za-z])[^']*)'/.exec(header) ?? []
  if (!code) return 'records'
  const kind = KINDS[letter!]
  return kind ? `${kind} (${code})` : code
}

/** Fortran order lets the first index run fastest. */
function rowMajor<T extends NumericArray['data']>(data: T, shape: readonly number[]): T {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1))
  const ordered = data.slice() as T
  const index = shape.map(() => 0)
  for (let i = 0; i < data.length; i++) {
    ordered[i] = data[index.reduce((sum, at, axis) => sum + at * strides[axis]!, 0)]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++
      if (index[axis]! < shape[axis]!) break
      index[axis] = 0
    }
  }
  return ordered
}
