import { InputError } from '../errors.js'

/** An array of unsigned bytes as read from an IDX file. */
export interface IdxArray {
  readonly shape: readonly number[]
  /** A view of the file's bytes, not a copy. */
  readonly data: Uint8Array
}

const UNSIGNED_BYTE = 0x08

/**
 * Reads an IDX file of unsigned bytes, MNIST's own format (Y. LeCun, http://yann.lecun.com/exdb/mnist/): two zero bytes,
 * the type, the number of dimensions, each dimension as a big-endian 32-bit integer, then the values row-major.
 *
 * @param bytes - the unpacked file
 * @param name - what to call it in an error
 * @throws InputError IDX_MAGIC, IDX_TYPE, IDX_TRUNCATED, IDX_TRAILING
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) {
    const found = [...bytes.subarray(0, 4)].map((b) => b.toString(16).padStart(2, '0')).join(' ')
    throw new InputError(
      'IDX_MAGIC',
      `${name} does not start as an IDX file does: found bytes ${found || 'none'}`,
    )
  }
  if (bytes[2] !== UNSIGNED_BYTE) {
    throw new InputError(
      'IDX_TYPE',
      `${name} holds values of type 0x${bytes[2]!.toString(16)}, expected unsigned bytes, 0x8`,
    )
  }
  const rank = bytes[3]!
  const header = 4 + 4 * rank
  if (rank < 1 || bytes.length < header) {
    throw new InputError(
      'IDX_TRUNCATED',
      `${name} ends within its header: ${bytes.length} bytes for ${rank} dimensions`,
    )
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: rank }, (_, d) => view.getUint32(4 + 4 * d))
  const expected = shape.reduce((product, size) => product * size, 1)
  const found = bytes.length - header
  if (found !== expected) {
    const code = found < expected ? 'IDX_TRUNCATED' : 'IDX_TRAILING'
    throw new InputError(
      code,
      `${name} holds ${found} values, but its header says ${shape.join('×')} = ${expected}`,
    )
  }
  return { shape, data: bytes.subarray(header) }
}
