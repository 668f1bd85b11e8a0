/** Which of up to 32 floats are not zero, as bits, the first in the lowest. */
// @ts-ignore: decorator
@inline
export function nonZeros(from: usize, count: i32): u32 {
  let bits: u32 = 0
  let i = 0
  if (ASC_FEATURE_SIMD) {
    const zero = f32x4.splat(0)
    for (; i + 4 <= count; i += 4) {
      bits |= (<u32>i32x4.bitmask(f32x4.ne(v128.load(from + ((<usize>i) << 2)), zero))) << i
    }
  }
  for (; i < count; i++) bits |= (<u32>(load<f32>(from + ((<usize>i) << 2)) != 0)) << i
  return bits
}
