import type { Numbers } from './constant.js'

/**
 * The values of half-precision numbers (IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction), all exact in float32.
 *
 * @param bits - each a whole number below 2^16
 */
export function float16Values(bits: Numbers): Float32Array {
  return Float32Array.from(bits, (half) => {
    const sign = half >= 0x8000 ? -1 : 1
    const exponent = (half >> 10) & 31
    const fraction = half & 1023
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
  })
}
