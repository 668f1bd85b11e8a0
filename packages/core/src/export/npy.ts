/** A numeric array with its shape, as the exporters take it. */
export interface ExportArray {
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array
  readonly shape: readonly number[]
}

/**
 * Encodes an array in NumPy's NPY format, version 1.0
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), C order, little-endian.
 */
export function npy(array: ExportArray): Uint8Array {
  const shape = `(${array.shape.join(', ')}${array.shape.length === 1 ? ',' : ''})`
  const dictionary = `{'descr': '${descriptor(array.data)}', 'fortran_order': False, 'shape': ${shape}, }`
  // The values start at a multiple of 64 bytes; the dictionary is padded with spaces and ends in a newline.
  const unpadded = 10 + dictionary.length + 1
  const header = `${dictionary.padEnd(dictionary.length + ((64 - (unpadded % 64)) % 64))}\n`
  const bytes = new Uint8Array(10 + header.length + array.data.byteLength)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 0xff, header.length >> 8])
  bytes.set(new TextEncoder().encode(header), 10)
  bytes.set(
    new Uint8Array(array.data.buffer, array.data.byteOffset, array.data.byteLength),
    10 + header.length,
  )
  return bytes
}

/** NumPy's type string. Typed arrays are little-endian on every platform JavaScript runs on today. */
function descriptor(data: ExportArray['data']): string {
  if (data instanceof Float32Array) return '<f4'
  if (data instanceof Float64Array) return '<f8'
  if (data instanceof Int32Array) return '<i4'
  return '|u1'
}
