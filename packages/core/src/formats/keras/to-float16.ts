/**
 * The half-precision number (IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction) nearest to each value, as its bits; of
 * two equally near the even one. What is 65520 or more becomes infinite.
 */
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
