import { firstOffsets, loadSpread, multiplyAdd, nextOffsets, spread, STEP, storeNonZero, Vector, WIDTH } from '../vector/vector'

/**
 * The multiply-adds of the engine: rows of few nonzero values times a matrix whose rows lie along memory. A row is kept as
 * its nonzero values only, each with the place of the matrix row it multiplies, because most changes leave most
 * channels as they were.
 */

/**
 * Lists the nonzero values of rows: pairs of a value and the byte offset of the matrix row it multiplies. A row's list has room
 * for `stride` pairs, of which the first counts[row] are filled.
 *
 * @param entries - [rows, stride] pairs of float32 and int32
 * @param counts - int32 [rows]
 * @param values - float32 [rows, stride], of which the channels from `first` on are read
 * @param alive - int32 [rows]: rows with 0 are taken to be zero unread; 0 to read all rows
 * @param channels - how many channels are read; a multiple of 4, as `first` is
 * @param step - bytes from one row of the matrix to the next
 * @param shuffles - see `storeNonZero`
 */
export function compress(
  entries: usize, counts: usize, values: usize, alive: usize, rows: i32, stride: i32, first: i32, channels: i32, step: i32,
  shuffles: usize,
): void {
  const rowBytes = (<usize>stride) << 2
  const size = (<usize>channels) << 2
  values += (<usize>first) << 2
  for (let r = 0; r < rows; r++) {
    let count = 0
    if (alive == 0 || load<i32>(alive + ((<usize>r) << 2)) != 0) {
      let offsets = firstOffsets(step)
      for (let at: usize = 0; at < size; at += STEP) {
        count += storeNonZero(entries + ((<usize>count) << 3), load<Vector>(values + at), offsets, shuffles)
        offsets = nextOffsets(offsets, step)
      }
    }
    store<i32>(counts + ((<usize>r) << 2), count)
    values += rowBytes
    entries += rowBytes << 1
  }
}

/** Numbers the rows that are not zero by themselves, and the others −1. @param ids - int32 [rows] */
export function listNonZero(ids: usize, counts: usize, rows: i32): void {
  for (let r = 0; r < rows; r++) {
    const at = (<usize>r) << 2
    store<i32>(ids + at, load<i32>(counts + at) > 0 ? r : -1)
  }
}

/**
 * out = Σ value · (row of the matrix).
 *
 * @param out - float32 [n]
 * @param entry - `count` pairs of a value and an offset, as `compress` leaves them
 * @param matrix - first of the n columns to multiply by
 * @param n - a multiple of 4
 */
// @ts-ignore: decorator
@inline
export function multiplyRow(out: usize, entry: usize, count: i32, matrix: usize, n: i32): void {
  const end = entry + ((<usize>count) << 3)
  for (; n >= 12 * WIDTH; n -= 12 * WIDTH) {
    multiplyTwelve(out, entry, end, matrix)
    out += 12 * STEP
    matrix += 12 * STEP
  }
  for (; n >= 8 * WIDTH; n -= 8 * WIDTH) {
    multiplyEight(out, entry, end, matrix)
    out += 8 * STEP
    matrix += 8 * STEP
  }
  for (; n >= 4 * WIDTH; n -= 4 * WIDTH) {
    multiplyFour(out, entry, end, matrix)
    out += 4 * STEP
    matrix += 4 * STEP
  }
  for (; n > 0; n -= WIDTH) {
    multiplyOne(out, entry, end, matrix)
    out += STEP
    matrix += STEP
  }
}

/**
 * Twelve vectors of sums stay in registers: as many as leave room, in sixteen, for a factor and a product. The multiply
 * functions are exported, though only this file calls them, because what is exported is not inlined: inside a larger function
 * the compiler of the machine's code would run out of registers and halve their speed.
 */
export function multiplyTwelve(out: usize, entry: usize, end: usize, matrix: usize): void {
  let s0 = spread(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0
  for (; entry < end; entry += 8) {
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

export function multiplyEight(out: usize, entry: usize, end: usize, matrix: usize): void {
  let s0 = spread(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0
  for (; entry < end; entry += 8) {
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

export function multiplyFour(out: usize, entry: usize, end: usize, matrix: usize): void {
  let s0 = spread(0), s1 = s0, s2 = s0, s3 = s0
  for (; entry < end; entry += 8) {
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

export function multiplyOne(out: usize, entry: usize, end: usize, matrix: usize): void {
  let s = spread(0)
  for (; entry < end; entry += 8) {
    const x = loadSpread(entry)
    const m = matrix + load<u32>(entry, 4)
    s = multiplyAdd(s, x, load<Vector>(m))
  }
  store<Vector>(out, s)
}
