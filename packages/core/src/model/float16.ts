/**
 * Half precision (IEEE 754 binary16), which JavaScript has no array of in all the places this runs: a sign, 5 bits of exponent and
 * 10 of fraction. 65504 is the largest number; below 2⁻¹⁴ precision falls off, to nothing at 2⁻²⁵.
 */

/** The exact value of each half. */
export function fromFloat16(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(halves.length)
  for (const [i, half] of halves.entries()) {
    const exponent = (half >> 10) & 31
    const fraction = half & 1023
    values[i] = (half >> 15 ? -1 : 1) * magnitude(exponent, fraction)
  }
  return values
}

function magnitude(exponent: number, fraction: number): number {
  if (exponent === 0) return fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? Number.POSITIVE_INFINITY : Number.NaN
  return (1024 + fraction) * 2 ** (exponent - 25)
}

/** The half nearest to each value, of two equally near the even one; what is too large becomes infinite. */
export function toFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length)
  for (const [i, value] of values.entries()) {
    const sign = Object.is(value, -0) || value < 0 ? 0x8000 : 0
    halves[i] = sign | magnitudeBits(Math.abs(value))
  }
  return halves
}

function magnitudeBits(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  if (value >= 65520) return 0x7c00
  const exponent = Math.max(-14, Math.floor(Math.log2(value)))
  // In units of the last place the sum carries into the exponent where rounding does; a subnormal lacks the leading 1024.
  return roundToEven(value * 2 ** (10 - exponent)) + 1024 * (exponent + 14)
}

function roundToEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}
