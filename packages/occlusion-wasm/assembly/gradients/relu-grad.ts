/** The gradient of ReLU: dx = dy where x > 0, else 0. @param count - floats in each of dx, dy and x */
export function reluGrad(dx: usize, dy: usize, x: usize, count: i32): void {
  const end = (<usize>count) << 2
  let k: usize = 0
  if (ASC_FEATURE_SIMD) {
    const zero = f32x4.splat(0)
    for (; k + 16 <= end; k += 16) {
      v128.store(dx + k, v128.and(v128.load(dy + k), f32x4.gt(v128.load(x + k), zero)))
    }
  }
  for (; k < end; k += 4) store<f32>(dx + k, load<f32>(x + k) > 0 ? load<f32>(dy + k) : <f32>0)
}
