import { add, loadSpread, multiplyAdd, spread, STEP, Vector } from '../vector/vector'

/** Columns of a panel of weights. Shorter panels are padded with zeros. */
export const PANEL: i32 = 16
const ROW: usize = 64
/** Terms added up in registers before they join the sums: a panel's share of them, 8 kB, stays in the nearest cache. */
const DEPTH: i32 = 128

/**
 * Sums of products of rows that lie anywhere, times one panel of a matrix: out[row, column] = Σ over taps and inputs of
 * value(row, tap)[input] · weights[tap, input, column]. Two rows by four vectors of columns stay in registers. Engines load all that a
 * loop's body loads before they compute, so that sums and factors have to fit into fifteen registers together: with three rows a third
 * of the time went into moving them. Each row's sum is the same whichever rows it is computed with: block after block of terms, each
 * added up from zero.
 *
 * Newer engines make a function of less than 500 bytes part of its caller, which then runs out of registers and falls to a fifth
 * of the speed, silently. So the tile is written inside its loops, and a test holds the function's size above that.
 *
 * @param out - float32 [rows, step], of which the first `columns` of each row are written
 * @param sources - uint32 [rows, taps]: where the values of each row and tap lie, `zeros` where there are none
 * @param offset - bytes added to each source
 * @param weights - float32 [taps, inputs, PANEL]
 * @param columns - 4, 8, 12 or 16
 * @param zeros - the source that stands for zeros; its `offset` and `inputs` hold zeros
 */
export function multiplyRows(
  out: usize, step: i32, sources: usize, offset: usize, rows: i32, taps: i32, inputs: i32, weights: usize, columns: i32, zeros: usize,
): void {
  const stride = (<usize>step) << 2
  const list = (<usize>taps) << 2
  const width = (<usize>columns) << 2
  // Blocks of several whole taps, or of a part of one.
  const tapsAtOnce = max(1, DEPTH / inputs)
  const channels = min(inputs, DEPTH)
  for (let tap = 0; tap < taps; tap += tapsAtOnce) {
    const endTap = min(taps, tap + tapsAtOnce)
    for (let channel = 0; channel < inputs; channel += channels) {
      const block = weights + <usize>(tap * inputs + channel) * ROW
      const length = <usize>min(channels, inputs - channel) * ROW
      const further = tap + channel > 0
      const at = offset + ((<usize>channel) << 2)
      let to = out
      let source = sources + ((<usize>tap) << 2)
      const endSource = sources + ((<usize>endTap) << 2)
      const span = endSource - source
      let row = 0
      for (; row + 2 <= rows; row += 2) {
        // Once in builds with vectors.
        for (let sub: usize = 0; sub < width; sub += 4 * STEP) {
          let s00 = spread(0), s01 = s00, s02 = s00, s03 = s00
          let s10 = s00, s11 = s00, s12 = s00, s13 = s00
          let b = block + sub
          for (let t = source, last = source + span; t < last; t += 4) {
            let a0 = <usize>load<u32>(t), a1 = <usize>load<u32>(t + list)
            const end = b + length
            if (a0 == zeros && a1 == zeros) {
              b = end
              continue
            }
            a0 += at
            a1 += at
            for (; b < end; b += ROW) {
              const w0 = load<Vector>(b), w1 = load<Vector>(b, STEP), w2 = load<Vector>(b, 2 * STEP), w3 = load<Vector>(b, 3 * STEP)
              const x0 = loadSpread(a0), x1 = loadSpread(a1)
              s00 = multiplyAdd(s00, x0, w0)
              s01 = multiplyAdd(s01, x0, w1)
              s02 = multiplyAdd(s02, x0, w2)
              s03 = multiplyAdd(s03, x0, w3)
              s10 = multiplyAdd(s10, x1, w0)
              s11 = multiplyAdd(s11, x1, w1)
              s12 = multiplyAdd(s12, x1, w2)
              s13 = multiplyAdd(s13, x1, w3)
              a0 += 4
              a1 += 4
            }
          }
          const left = width - sub
          storeFour(to + sub, left, further, s00, s01, s02, s03)
          storeFour(to + sub + stride, left, further, s10, s11, s12, s13)
        }
        to += 2 * stride
        source += 2 * list
      }
      for (; row < rows; row++) {
        for (let sub: usize = 0; sub < width; sub += 4 * STEP) {
          let s0 = spread(0), s1 = s0, s2 = s0, s3 = s0
          let b = block + sub
          for (let t = source, last = source + span; t < last; t += 4) {
            let a = <usize>load<u32>(t)
            const end = b + length
            if (a == zeros) {
              b = end
              continue
            }
            a += at
            for (; b < end; b += ROW) {
              const x = loadSpread(a)
              s0 = multiplyAdd(s0, x, load<Vector>(b))
              s1 = multiplyAdd(s1, x, load<Vector>(b, STEP))
              s2 = multiplyAdd(s2, x, load<Vector>(b, 2 * STEP))
              s3 = multiplyAdd(s3, x, load<Vector>(b, 3 * STEP))
              a += 4
            }
          }
          storeFour(to + sub, width - sub, further, s0, s1, s2, s3)
        }
        to += stride
        source += list
      }
    }
  }
}

/** Stores, or adds to what is there, as many of four vectors as `bytes` hold. */
// @ts-ignore: decorator
@inline
function storeFour(to: usize, bytes: usize, further: bool, s0: Vector, s1: Vector, s2: Vector, s3: Vector): void {
  store<Vector>(to, further ? add(load<Vector>(to), s0) : s0)
  if (bytes > STEP) store<Vector>(to, further ? add(load<Vector>(to, STEP), s1) : s1, STEP)
  if (bytes > 2 * STEP) store<Vector>(to, further ? add(load<Vector>(to, 2 * STEP), s2) : s2, 2 * STEP)
  if (bytes > 3 * STEP) store<Vector>(to, further ? add(load<Vector>(to, 3 * STEP), s3) : s3, 3 * STEP)
}
