import { loadSpread, multiplyAdd, spread, STEP, Vector, WIDTH } from './vector'

/**
 * The multiply-adds of the engine: rows of few nonzero values times a matrix whose rows lie along memory. A row is kept as
 * its nonzero values only, each with the place of the matrix row it multiplies, because most changes leave most
 * channels as they were.
 */

/** A nonzero value and the byte offset of its row of the matrix. */
const ENTRY: usize = 8

/**
 * Lists the nonzero values of rows.
 *
 * @param entries - [rows, channels] entries, of each row the first counts[row] filled
 * @param counts - int32 [rows]
 * @param values - float32 [rows, channels]
 * @param alive - int32 [rows]: rows with 0 are taken to be zero unread; 0 to read all rows
 * @param step - bytes from one row of the matrix to the next
 * @returns nonzero values in all
 */
export function compress(
  entries: usize, counts: usize, values: usize, alive: usize, rows: i32, channels: i32, step: i32,
): i32 {
  const rowBytes = (<usize>channels) << 2
  let total = 0
  for (let r = 0; r < rows; r++) {
    let to = entries
    if (alive == 0 || load<i32>(alive + ((<usize>r) << 2)) != 0) {
      let offset = 0
      for (let at: usize = values, end = values + rowBytes; at < end; at += 4) {
        const value = load<f32>(at)
        store<f32>(to, value)
        store<i32>(to, offset, 4)
        // Stored always and kept if nonzero: cheaper than a branch nobody can predict.
        to += value != 0 ? ENTRY : 0
        offset += step
      }
    }
    const count = <i32>((to - entries) >> 3)
    store<i32>(counts + ((<usize>r) << 2), count)
    total += count
    values += rowBytes
    entries += rowBytes << 1
  }
  return total
}

/**
 * out = Σ value · (row of the matrix), or out += that sum.
 *
 * @param out - float32 [n]
 * @param entries - `count` entries
 * @param matrix - first of the n columns to multiply by
 * @param n - a multiple of 4
 */
// @ts-ignore: decorator
@inline
export function multiplyRow(out: usize, entries: usize, count: i32, matrix: usize, n: i32, accumulate: bool): void {
  const end = entries + <usize>count * ENTRY
  for (; n >= 12 * WIDTH; n -= 12 * WIDTH) {
    twelve(out, entries, end, matrix, accumulate)
    out += 12 * STEP
    matrix += 12 * STEP
  }
  for (; n >= 8 * WIDTH; n -= 8 * WIDTH) {
    eight(out, entries, end, matrix, accumulate)
    out += 8 * STEP
    matrix += 8 * STEP
  }
  for (; n >= 4 * WIDTH; n -= 4 * WIDTH) {
    four(out, entries, end, matrix, accumulate)
    out += 4 * STEP
    matrix += 4 * STEP
  }
  for (; n > 0; n -= WIDTH) {
    one(out, entries, end, matrix, accumulate)
    out += STEP
    matrix += STEP
  }
}

// @ts-ignore: decorator
@inline
function start(out: usize, accumulate: bool): Vector {
  return accumulate ? load<Vector>(out) : spread(0)
}

/** Twelve vectors of sums stay in registers: as many as leave room, in sixteen, for a factor and a product. */
// @ts-ignore: decorator
@inline
function twelve(out: usize, entry: usize, end: usize, matrix: usize, accumulate: bool): void {
  let s0 = start(out, accumulate), s1 = start(out + STEP, accumulate)
  let s2 = start(out + 2 * STEP, accumulate), s3 = start(out + 3 * STEP, accumulate)
  let s4 = start(out + 4 * STEP, accumulate), s5 = start(out + 5 * STEP, accumulate)
  let s6 = start(out + 6 * STEP, accumulate), s7 = start(out + 7 * STEP, accumulate)
  let s8 = start(out + 8 * STEP, accumulate), s9 = start(out + 9 * STEP, accumulate)
  let s10 = start(out + 10 * STEP, accumulate), s11 = start(out + 11 * STEP, accumulate)
  for (; entry < end; entry += ENTRY) {
    const x = loadSpread(entry)
    const m = matrix + load<u32>(entry, 4)
    s0 = multiplyAdd(s0, x, load<Vector>(m))
    s1 = multiplyAdd(s1, x, load<Vector>(m, STEP))
    s2 = multiplyAdd(s2, x, load<Vector>(m, 2 * STEP))
    s3 = multiplyAdd(s3, x, load<Vector>(m, 3 * STEP))
    s4 = multiplyAdd(s4, x, load<Vector>(m, 4 * STEP))
    s5 = multiplyAdd(s5, x, load<Vector>(m, 5 * STEP))
    s6 = multiplyAdd(s6, x, load<Vector>(m, 6 * STEP))
    s7 = multiplyAdd(s7, x, load<Vector>(m, 7 * STEP))
    s8 = multiplyAdd(s8, x, load<Vector>(m, 8 * STEP))
    s9 = multiplyAdd(s9, x, load<Vector>(m, 9 * STEP))
    s10 = multiplyAdd(s10, x, load<Vector>(m, 10 * STEP))
    s11 = multiplyAdd(s11, x, load<Vector>(m, 11 * STEP))
  }
  store<Vector>(out, s0)
  store<Vector>(out, s1, STEP)
  store<Vector>(out, s2, 2 * STEP)
  store<Vector>(out, s3, 3 * STEP)
  store<Vector>(out, s4, 4 * STEP)
  store<Vector>(out, s5, 5 * STEP)
  store<Vector>(out, s6, 6 * STEP)
  store<Vector>(out, s7, 7 * STEP)
  store<Vector>(out, s8, 8 * STEP)
  store<Vector>(out, s9, 9 * STEP)
  store<Vector>(out, s10, 10 * STEP)
  store<Vector>(out, s11, 11 * STEP)
}

// @ts-ignore: decorator
@inline
function eight(out: usize, entry: usize, end: usize, matrix: usize, accumulate: bool): void {
  let s0 = start(out, accumulate), s1 = start(out + STEP, accumulate)
  let s2 = start(out + 2 * STEP, accumulate), s3 = start(out + 3 * STEP, accumulate)
  let s4 = start(out + 4 * STEP, accumulate), s5 = start(out + 5 * STEP, accumulate)
  let s6 = start(out + 6 * STEP, accumulate), s7 = start(out + 7 * STEP, accumulate)
  for (; entry < end; entry += ENTRY) {
    const x = loadSpread(entry)
    const m = matrix + load<u32>(entry, 4)
    s0 = multiplyAdd(s0, x, load<Vector>(m))
    s1 = multiplyAdd(s1, x, load<Vector>(m, STEP))
    s2 = multiplyAdd(s2, x, load<Vector>(m, 2 * STEP))
    s3 = multiplyAdd(s3, x, load<Vector>(m, 3 * STEP))
    s4 = multiplyAdd(s4, x, load<Vector>(m, 4 * STEP))
    s5 = multiplyAdd(s5, x, load<Vector>(m, 5 * STEP))
    s6 = multiplyAdd(s6, x, load<Vector>(m, 6 * STEP))
    s7 = multiplyAdd(s7, x, load<Vector>(m, 7 * STEP))
  }
  store<Vector>(out, s0)
  store<Vector>(out, s1, STEP)
  store<Vector>(out, s2, 2 * STEP)
  store<Vector>(out, s3, 3 * STEP)
  store<Vector>(out, s4, 4 * STEP)
  store<Vector>(out, s5, 5 * STEP)
  store<Vector>(out, s6, 6 * STEP)
  store<Vector>(out, s7, 7 * STEP)
}

// @ts-ignore: decorator
@inline
function four(out: usize, entry: usize, end: usize, matrix: usize, accumulate: bool): void {
  let s0 = start(out, accumulate), s1 = start(out + STEP, accumulate)
  let s2 = start(out + 2 * STEP, accumulate), s3 = start(out + 3 * STEP, accumulate)
  for (; entry < end; entry += ENTRY) {
    const x = loadSpread(entry)
    const m = matrix + load<u32>(entry, 4)
    s0 = multiplyAdd(s0, x, load<Vector>(m))
    s1 = multiplyAdd(s1, x, load<Vector>(m, STEP))
    s2 = multiplyAdd(s2, x, load<Vector>(m, 2 * STEP))
    s3 = multiplyAdd(s3, x, load<Vector>(m, 3 * STEP))
  }
  store<Vector>(out, s0)
  store<Vector>(out, s1, STEP)
  store<Vector>(out, s2, 2 * STEP)
  store<Vector>(out, s3, 3 * STEP)
}

// @ts-ignore: decorator
@inline
function one(out: usize, entry: usize, end: usize, matrix: usize, accumulate: bool): void {
  let s = start(out, accumulate)
  for (; entry < end; entry += ENTRY) {
    s = multiplyAdd(s, loadSpread(entry), load<Vector>(matrix + load<u32>(entry, 4)))
  }
  store<Vector>(out, s)
}

