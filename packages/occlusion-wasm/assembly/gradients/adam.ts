/** to += from. @param count - floats */
export function addInto(to: usize, from: usize, count: i32): void {
  const end = (<usize>count) << 2
  let k: usize = 0
  if (ASC_FEATURE_SIMD) {
    for (; k + 16 <= end; k += 16) v128.store(to + k, f32x4.add(v128.load(to + k), v128.load(from + k)))
  }
  for (; k < end; k += 4) store<f32>(to + k, load<f32>(to + k) + load<f32>(from + k))
}

/**
 * One step of Adam (Kingma and Ba, 2015, algorithm 1, in the form of its section 2 that folds both bias corrections into the
 * step size), with weight decay kept apart from the gradient as in AdamW (Loshchilov and Hutter, 2019).
 * m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − decay·w − step·m / (√v + ε)
 *
 * @param count - floats in each of weights, gradient, m and v
 * @param step - learning rate × √(1−β₂ᵗ) / (1−β₁ᵗ)
 * @param decay - learning rate × weight decay
 */
export function adamStep(
  weights: usize, gradient: usize, m: usize, v: usize, count: i32,
  step: f32, beta1: f32, beta2: f32, epsilon: f32, decay: f32,
): void {
  const end = (<usize>count) << 2
  const keep: f32 = 1 - decay
  let k: usize = 0
  if (ASC_FEATURE_SIMD) {
    for (; k + 16 <= end; k += 16) {
      const g = v128.load(gradient + k)
      const first = f32x4.add(
        f32x4.mul(f32x4.splat(beta1), v128.load(m + k)), f32x4.mul(f32x4.splat(1 - beta1), g),
      )
      const second = f32x4.add(
        f32x4.mul(f32x4.splat(beta2), v128.load(v + k)), f32x4.mul(f32x4.splat(1 - beta2), f32x4.mul(g, g)),
      )
      v128.store(m + k, first)
      v128.store(v + k, second)
      const change = f32x4.div(
        f32x4.mul(f32x4.splat(step), first), f32x4.add(f32x4.sqrt(second), f32x4.splat(epsilon)),
      )
      v128.store(weights + k, f32x4.sub(f32x4.mul(f32x4.splat(keep), v128.load(weights + k)), change))
    }
  }
  for (; k < end; k += 4) {
    const g = load<f32>(gradient + k)
    const first = beta1 * load<f32>(m + k) + (1 - beta1) * g
    const second = beta2 * load<f32>(v + k) + (1 - beta2) * (g * g)
    store<f32>(m + k, first)
    store<f32>(v + k, second)
    const change = (step * first) / (sqrt(second) + epsilon)
    store<f32>(weights + k, keep * load<f32>(weights + k) - change)
  }
}
