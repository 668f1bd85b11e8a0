import { add, divide, multiply, spread, squareRoot, STEP, subtract, Vector } from '../vector/vector'

/** to += from. @param count - floats */
export function addInto(to: usize, from: usize, count: i32): void {
  const end = (<usize>count) << 2
  let k: usize = 0
  for (; k + STEP <= end; k += STEP) store<Vector>(to + k, add(load<Vector>(to + k), load<Vector>(from + k)))
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
  for (; k + STEP <= end; k += STEP) {
    const g = load<Vector>(gradient + k)
    const first = add(
      multiply(spread(beta1), load<Vector>(m + k)), multiply(spread(1 - beta1), g),
    )
    const second = add(
      multiply(spread(beta2), load<Vector>(v + k)), multiply(spread(1 - beta2), multiply(g, g)),
    )
    store<Vector>(m + k, first)
    store<Vector>(v + k, second)
    const change = divide(
      multiply(spread(step), first), add(squareRoot(second), spread(epsilon)),
    )
    store<Vector>(weights + k, subtract(multiply(spread(keep), load<Vector>(weights + k)), change))
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
