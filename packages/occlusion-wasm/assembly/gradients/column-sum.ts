import { add, spread, STEP, Vector } from '../vector/vector'

/** Rows added up before they join the total: keeps the rounding error of long columns small. */
const BLOCK: i32 = 256

/**
 * The sum of each column of a matrix: a bias's gradient.
 * @param out - float32 [columns], overwritten
 * @param x - float32 [rows, columns]
 */
export function columnSum(out: usize, x: usize, rows: i32, columns: i32): void {
  memory.fill(out, 0, (<usize>columns) << 2)
  const stride = (<usize>columns) << 2
  for (let row = 0; row < rows; row += BLOCK) {
    const count = min(BLOCK, rows - row)
    let c: usize = 0
    for (; c + 4 * STEP <= stride; c += 4 * STEP) addFour(out + c, x + c, count, stride)
    for (; c < stride; c += 4) addOne(out + c, x + c, count, stride)
    x += <usize>count * stride
  }
}

/** Four vectors of columns. */
function addFour(out: usize, x: usize, rows: i32, stride: usize): void {
  let a0 = spread(0), a1 = a0, a2 = a0, a3 = a0
  for (let i = 0; i < rows; i++) {
    a0 = add(a0, load<Vector>(x))
    a1 = add(a1, load<Vector>(x, STEP))
    a2 = add(a2, load<Vector>(x, 2 * STEP))
    a3 = add(a3, load<Vector>(x, 3 * STEP))
    x += stride
  }
  store<Vector>(out, add(load<Vector>(out), a0))
  store<Vector>(out, add(load<Vector>(out, STEP), a1), STEP)
  store<Vector>(out, add(load<Vector>(out, 2 * STEP), a2), 2 * STEP)
  store<Vector>(out, add(load<Vector>(out, 3 * STEP), a3), 3 * STEP)
}

function addOne(out: usize, x: usize, rows: i32, stride: usize): void {
  let sum: f32 = 0
  for (let i = 0; i < rows; i++) {
    sum += load<f32>(x)
    x += stride
  }
  store<f32>(out, load<f32>(out) + sum)
}
