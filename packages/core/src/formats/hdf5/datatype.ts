import type { ValueType } from '../../arrays/numeric-array.js'
import type { Hdf5Bytes } from './hdf5-bytes.js'

/** What the values of a dataset or attribute are. */
export type Datatype =
  | {
      readonly kind: 'number'
      readonly type: ValueType
      readonly littleEndian: boolean
      readonly size: number
    }
  | { readonly kind: 'text'; readonly size: number }
  | { readonly kind: 'variable text'; readonly size: number }
  /** Bytes whose meaning others know, as h5py writes a type that NumPy does not have. */
  | { readonly kind: 'opaque'; readonly size: number }
  | { readonly kind: 'other'; readonly size: number; readonly words: string }

const CLASSES = [
  'whole numbers of odd sizes',
  'floats of an odd kind',
  'times',
  'text',
  'bit fields',
  'opaque values',
  'records',
  'references',
  'named values',
  'lists of any length',
  'arrays',
]

/** Reads a datatype message (HDF5 File Format Specification 3.0, IV.A.2.d). */
export function readDatatype(file: Hdf5Bytes, at: number): Datatype {
  const kind = file.u8(at) & 0x0f
  const bits = file.u8(at + 1)
  const size = file.u32(at + 4)
  const littleEndian = (bits & 1) === 0
  const type = numberType(file, at, kind, bits, size)
  if (type) return { kind: 'number', type, littleEndian, size }
  if (kind === 3) return { kind: 'text', size }
  if (kind === 5) return { kind: 'opaque', size }
  if (kind === 9 && (bits & 0x0f) === 1) return { kind: 'variable text', size }
  // Truth values are an enumeration of bytes to h5py.
  if (kind === 8) return readDatatype(file, requireOnce(file, at))
  return { kind: 'other', size, words: CLASSES[kind] ?? `values of class ${kind}` }
}

/** An enumeration names values of a plainer type, which is no enumeration. */
function requireOnce(file: Hdf5Bytes, at: number): number {
  if ((file.u8(at + 8) & 0x0f) === 8) throw new RangeError('an enumeration of an enumeration')
  return at + 8
}

function numberType(
  file: Hdf5Bytes,
  at: number,
  kind: number,
  bits: number,
  size: number,
): ValueType | undefined {
  if (kind === 0) {
    const whole = file.u16(at + 8) === 0 && file.u16(at + 10) === 8 * size && [1, 2, 4, 8].includes(size)
    return whole ? (`${bits & 8 ? 'i' : 'u'}${size}` as ValueType) : undefined
  }
  if (kind !== 1 || bits & 0x40) return undefined
  // Bits of exponent and fraction.
  const parts = [file.u8(at + 13), file.u8(at + 15)].join()
  if (file.u16(at + 8) !== 0 || file.u16(at + 10) !== 8 * size) return undefined
  if (size === 4 && parts === '8,23') return 'f4'
  if (size === 8 && parts === '11,52') return 'f8'
  if (size === 2 && parts === '5,10') return 'f2'
  return size === 2 && parts === '8,7' ? 'bf2' : undefined
}

/** Sizes of a dataspace message; empty for a single value, undefined for none at all. */
export function readDataspace(file: Hdf5Bytes, at: number): readonly number[] | undefined {
  const version = file.u8(at)
  const rank = file.u8(at + 1)
  if (version !== 1 && version !== 2) throw new RangeError(`a dataspace of version ${version}`)
  if (rank > 32) throw new RangeError(`values along ${rank} axes`)
  if (version === 2 && file.u8(at + 3) === 2) return undefined
  const from = at + (version === 1 ? 8 : 4)
  return Array.from({ length: rank }, (_, axis) => file.u64(from + 8 * axis))
}
