import { add, loadSpread, multiplyAdd, spread, STEP, sumOfLanes, Vector, WIDTH } from '../vector/vector'

/** Terms of the inner dimension added in registers before they join C: B's share of them stays in the nearest cache. */
const DEPTH: i32 = 256

/**
 * C = A·B where B's rows lie along memory. A's element (i, p) is at a[i·rowStep + p·columnStep], so A may be stored
 * transposed: both orders cost the same, each element being spread over a vector as it is read.
 *
 * @param c - float32 [m, n], overwritten
 * @param a - float32, m × k in either order
 * @param b - float32 [k, n]
 */
export function matMulColumns(
  c: usize, a: usize, b: usize, m: i32, n: i32, k: i32, rowStep: i32, columnStep: i32,
): void {
  memory.fill(c, 0, (<usize>(m * n)) << 2)
  const row = (<usize>rowStep) << 2
  const column = (<usize>columnStep) << 2
  const stride = (<usize>n) << 2
  for (let p = 0; p < k; p += DEPTH) {
    const depth = min(DEPTH, k - p)
    const bPanel = b + <usize>p * stride
    let i = 0
    for (; i + 4 <= m; i += 4) {
      const aPanel = a + <usize>i * row + <usize>p * column
      const to = c + <usize>i * stride
      let j = 0
      for (; j + 2 * WIDTH <= n; j += 2 * WIDTH) tileOfFour(to + ((<usize>j) << 2), aPanel, bPanel + ((<usize>j) << 2), depth, row, column, stride)
      for (let r = 0; r < 4; r++) {
        restOfRow(to + <usize>r * stride, aPanel + <usize>r * row, bPanel, j, n, depth, column, stride)
      }
    }
    for (; i < m; i++) {
      restOfRow(c + <usize>i * stride, a + <usize>i * row + <usize>p * column, bPanel, 0, n, depth, column, stride)
    }
  }
}

/** Four rows by two vectors of columns. */
function tileOfFour(c: usize, a: usize, b: usize, depth: i32, row: usize, column: usize, stride: usize): void {
  let a1 = a + row, a2 = a1 + row, a3 = a2 + row
  let s00 = spread(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00
  for (let p = 0; p < depth; p++) {
    const b0 = load<Vector>(b), b1 = load<Vector>(b, STEP)
    let x = loadSpread(a)
    s00 = multiplyAdd(s00, x, b0)
    s01 = multiplyAdd(s01, x, b1)
    x = loadSpread(a1)
    s10 = multiplyAdd(s10, x, b0)
    s11 = multiplyAdd(s11, x, b1)
    x = loadSpread(a2)
    s20 = multiplyAdd(s20, x, b0)
    s21 = multiplyAdd(s21, x, b1)
    x = loadSpread(a3)
    s30 = multiplyAdd(s30, x, b0)
    s31 = multiplyAdd(s31, x, b1)
    a += column
    a1 += column
    a2 += column
    a3 += column
    b += stride
  }
  addTo(c, s00, s01)
  addTo(c + stride, s10, s11)
  addTo(c + 2 * stride, s20, s21)
  addTo(c + 3 * stride, s30, s31)
}

// @ts-ignore: decorator
@inline
function addTo(c: usize, s0: Vector, s1: Vector): void {
  store<Vector>(c, add(load<Vector>(c), s0))
  store<Vector>(c, add(load<Vector>(c, STEP), s1), STEP)
}

/** Columns j … n − 1 of one row of C. */
function restOfRow(c: usize, a: usize, b: usize, j: i32, n: i32, depth: i32, column: usize, stride: usize): void {
  for (; j + WIDTH <= n; j += WIDTH) {
    const at = (<usize>j) << 2
    let sum = spread(0)
    for (let p = 0; p < depth; p++) {
      sum = multiplyAdd(sum, loadSpread(a + <usize>p * column), load<Vector>(b + at + <usize>p * stride))
    }
    store<Vector>(c + at, add(load<Vector>(c + at), sum))
  }
  for (; j < n; j++) {
    const at = (<usize>j) << 2
    let sum: f32 = 0
    for (let p = 0; p < depth; p++) sum += load<f32>(a + <usize>p * column) * load<f32>(b + at + <usize>p * stride)
    store<f32>(c + at, load<f32>(c + at) + sum)
  }
}

/**
 * C = A·Bᵀ: every element the dot product of a row of A and a row of B, so both are read along memory.
 *
 * @param c - float32 [m, n], overwritten
 * @param a - float32 [m, k]
 * @param b - float32 [n, k]
 */
export function matMulRows(c: usize, a: usize, b: usize, m: i32, n: i32, k: i32): void {
  const stride = (<usize>k) << 2
  let j = 0
  for (; j + 2 <= n; j += 2) {
    const bRow = b + <usize>j * stride
    const to = c + ((<usize>j) << 2)
    let i = 0
    for (; i + 4 <= m; i += 4) dots4x2(to + ((<usize>(i * n)) << 2), a + <usize>i * stride, bRow, k, stride, (<usize>n) << 2)
    for (; i < m; i++) {
      const at = to + ((<usize>(i * n)) << 2)
      store<f32>(at, dot(a + <usize>i * stride, bRow, k))
      store<f32>(at, dot(a + <usize>i * stride, bRow + stride, k), 4)
    }
  }
  for (; j < n; j++) {
    for (let i = 0; i < m; i++) {
      store<f32>(c + ((<usize>(i * n + j)) << 2), dot(a + <usize>i * stride, b + <usize>j * stride, k))
    }
  }
}

function dots4x2(c: usize, a: usize, b: usize, k: i32, stride: usize, row: usize): void {
  const a1 = a + stride, a2 = a1 + stride, a3 = a2 + stride
  let s00 = spread(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00
  const rest = k % WIDTH
  const whole = (<usize>(k - rest)) << 2
  let p: usize = 0
  for (; p < whole; p += STEP) {
    const b0 = load<Vector>(b + p), b1 = load<Vector>(b + stride + p)
    let x = load<Vector>(a + p)
    s00 = multiplyAdd(s00, x, b0)
    s01 = multiplyAdd(s01, x, b1)
    x = load<Vector>(a1 + p)
    s10 = multiplyAdd(s10, x, b0)
    s11 = multiplyAdd(s11, x, b1)
    x = load<Vector>(a2 + p)
    s20 = multiplyAdd(s20, x, b0)
    s21 = multiplyAdd(s21, x, b1)
    x = load<Vector>(a3 + p)
    s30 = multiplyAdd(s30, x, b0)
    s31 = multiplyAdd(s31, x, b1)
  }
  storePair(c, s00, s01, a + p, b + p, b + stride + p, rest)
  storePair(c + row, s10, s11, a1 + p, b + p, b + stride + p, rest)
  storePair(c + 2 * row, s20, s21, a2 + p, b + p, b + stride + p, rest)
  storePair(c + 3 * row, s30, s31, a3 + p, b + p, b + stride + p, rest)
}

/** Two neighbouring elements of C: the vectors' lanes added up, and the last k mod WIDTH terms. */
// @ts-ignore: decorator
@inline
function storePair(c: usize, s0: Vector, s1: Vector, a: usize, b0: usize, b1: usize, rest: i32): void {
  let d0 = sumOfLanes(s0)
  let d1 = sumOfLanes(s1)
  for (let i = 0; i < rest; i++) {
    const at = (<usize>i) << 2
    d0 += load<f32>(a + at) * load<f32>(b0 + at)
    d1 += load<f32>(a + at) * load<f32>(b1 + at)
  }
  store<f32>(c, d0)
  store<f32>(c, d1, 4)
}

function dot(a: usize, b: usize, k: i32): f32 {
  let p = 0
  let s = spread(0)
  for (; p + WIDTH <= k; p += WIDTH) {
    s = multiplyAdd(s, load<Vector>(a), load<Vector>(b))
    a += STEP
    b += STEP
  }
  let sum = sumOfLanes(s)
  for (; p < k; p++) {
    sum += load<f32>(a) * load<f32>(b)
    a += 4
    b += 4
  }
  return sum
}

/** to [columns, rows] = from [rows, columns], transposed. */
export function transpose(to: usize, from: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      store<f32>(to + ((<usize>(j * rows + i)) << 2), load<f32>(from))
      from += 4
    }
  }
}
