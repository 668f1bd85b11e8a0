import { nonZeroLanes, Vector, WIDTH } from '../vector/vector'

/** Which of up to 32 floats are not zero, as bits, the first in the lowest. */
// @ts-ignore: decorator
@inline
export function nonZeros(from: usize, count: i32): u32 {
  let bits: u32 = 0
  let i = 0
  for (; i + WIDTH <= count; i += WIDTH) bits |= nonZeroLanes(load<Vector>(from + ((<usize>i) << 2))) << i
  for (; i < count; i++) bits |= (<u32>(load<f32>(from + ((<usize>i) << 2)) != 0)) << i
  return bits
}
