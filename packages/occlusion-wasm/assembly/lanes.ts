/**
 * The primitives that differ between variants, and nothing else: every kernel is written once, over these.
 * ASC_FEATURE_SIMD is a compile-time constant, so the branch not taken leaves no code behind.
 */

/** Floats in a vector. */
export const LANES: i32 = 4

// @ts-ignore: decorator
@inline
export function copy(to: usize, from: usize, floats: i32): void {
  memory.copy(to, from, (<usize>floats) << 2)
}

export function fill(to: usize, value: f32, floats: i32): void {
  let i = 0
  if (ASC_FEATURE_SIMD) {
    const v = f32x4.splat(value)
    for (; i + LANES <= floats; i += LANES) v128.store(to + ((<usize>i) << 2), v)
  }
  for (; i < floats; i++) store<f32>(to + ((<usize>i) << 2), value)
}
