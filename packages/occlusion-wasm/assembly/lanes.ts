/**
 * The primitives that differ between variants, and nothing else: every kernel is written once, over these.
 * ASC_FEATURE_SIMD is a compile-time constant, so the branch not taken leaves no code behind.
 */

/** Floats in a vector. */
export const LANES: i32 = 4

/** Floats from which the engine's own block copy is quicker than a loop, whose start it takes a call to reach. */
const BLOCK: i32 = 64

// @ts-ignore: decorator
@inline
export function bytes(floats: i32): usize {
  return (<usize>floats) << 2
}

/** Copies floats between places that do not overlap. */
export function copy(to: usize, from: usize, floats: i32): void {
  if (floats >= BLOCK) {
    memory.copy(to, from, bytes(floats))
    return
  }
  let i = 0
  if (ASC_FEATURE_SIMD) {
    for (; i + LANES <= floats; i += LANES) v128.store(to + bytes(i), v128.load(from + bytes(i)))
  }
  for (; i < floats; i++) store<f32>(to + bytes(i), load<f32>(from + bytes(i)))
}
