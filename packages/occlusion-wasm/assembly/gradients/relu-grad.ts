import { spread, STEP, Vector, whereLess } from '../vector/vector'

/** The gradient of ReLU: dx = dy where x > 0, else 0. @param count - floats in each of dx, dy and x */
export function reluGrad(dx: usize, dy: usize, x: usize, count: i32): void {
  const end = (<usize>count) << 2
  let k: usize = 0
  const zero = spread(0)
  for (; k + STEP <= end; k += STEP) {
    store<Vector>(dx + k, whereLess(zero, load<Vector>(x + k), load<Vector>(dy + k), zero))
  }
  for (; k < end; k += 4) store<f32>(dx + k, load<f32>(x + k) > 0 ? load<f32>(dy + k) : <f32>0)
}
