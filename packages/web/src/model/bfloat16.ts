/**
 * Weights at half the size: each float32 rounded to its upper 16 bits (bfloat16: the sign, all 8 exponent bits and 7 of the
 * mantissa; a relative error of at most 2⁻⁹), the upper bytes first and the lower bytes after, because bytes of one kind
 * compress well together.
 */
export function encodeBfloat16(weights: Float32Array): Uint8Array<ArrayBuffer> {
  const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length)
  const bytes = new Uint8Array(2 * bits.length)
  bits.forEach((value, i) => {
    // To nearest, ties to even.
    const rounded = (value + 0x7fff + ((value >>> 16) & 1)) >>> 16
    bytes[i] = rounded >>> 8
    bytes[bits.length + i] = rounded & 255
  })
  return bytes
}

export function decodeBfloat16(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const n = bytes.length / 2
  const weights = new Float32Array(n)
  const bits = new Uint32Array(weights.buffer)
  for (let i = 0; i < n; i++) bits[i] = ((bytes[i]! << 24) | (bytes[n + i]! << 16)) >>> 0
  return weights
}
