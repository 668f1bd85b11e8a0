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
    if (ASC_FEATURE_SIMD) {
      for (; c + 64 <= stride; c += 64) addSixteen(out + c, x + c, count, stride)
    }
    for (; c < stride; c += 4) addOne(out + c, x + c, count, stride)
    x += <usize>count * stride
  }
}

function addSixteen(out: usize, x: usize, rows: i32, stride: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0
  for (let i = 0; i < rows; i++) {
    a0 = f32x4.add(a0, v128.load(x))
    a1 = f32x4.add(a1, v128.load(x, 16))
    a2 = f32x4.add(a2, v128.load(x, 32))
    a3 = f32x4.add(a3, v128.load(x, 48))
    x += stride
  }
  v128.store(out, f32x4.add(v128.load(out), a0))
  v128.store(out, f32x4.add(v128.load(out, 16), a1), 16)
  v128.store(out, f32x4.add(v128.load(out, 32), a2), 32)
  v128.store(out, f32x4.add(v128.load(out, 48), a3), 48)
}

function addOne(out: usize, x: usize, rows: i32, stride: usize): void {
  let sum: f32 = 0
  for (let i = 0; i < rows; i++) {
    sum += load<f32>(x)
    x += stride
  }
  store<f32>(out, load<f32>(out) + sum)
}
