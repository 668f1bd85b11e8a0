import { COLUMNS, type PackPanel } from './panels.js'

/** The points of assembly/dense/winograd.ts but 0 and ∞: ±5/8, ±3/2. */
const [A, B] = [5 / 8, 3 / 2]
const nearA = 2 * A ** 2 * (A ** 2 - B ** 2)
const nearB = 2 * B ** 2 * (B ** 2 - A ** 2)
/** G, [6, 3]: what a filter of three taps is at the points, each over the product of its distances from the others. */
const transform = [
  [1 / (A ** 2 * B ** 2), 0, 0],
  [1 / nearA, A / nearA, A ** 2 / nearA],
  [1 / nearA, -A / nearA, A ** 2 / nearA],
  [1 / nearB, B / nearB, B ** 2 / nearB],
  [1 / nearB, -B / nearB, B ** 2 / nearB],
  [0, 0, 1],
] as const

/** Products of a tile for each input channel. */
export const POSITIONS = 36

/** Input channels whose weights are transformed at a time: what is in hand of them stays in the cache. */
const BLOCK = 32

/**
 * Packs filters at Winograd's points, [6, 6, inputs, 16]: G g Gᵀ, computed in float64 and rounded once. Each slice straight from the
 * kernel: a copy of all of them at the points would be four times its size.
 *
 * @param kernel - float32 [3, 3, inputs, filters]
 */
export function packWinogradFilters(kernel: Float32Array, inputs: number, filters: number): PackPanel {
  const most = BLOCK * COLUMNS
  const [taps, rows] = [new Float64Array(9 * most), new Float64Array(18 * most)]
  const points = new Float64Array(most)
  return (packed, slice) => {
    const columns = Math.min(slice.filters, filters - slice.offset)
    if (columns < COLUMNS) taps.fill(0)
    for (let from = 0; from < inputs; from += BLOCK) {
      const channels = Math.min(BLOCK, inputs - from)
      const count = channels * COLUMNS
      for (let tap = 0; tap < 9; tap++) {
        for (let i = 0; i < channels; i++) {
          const at = (tap * inputs + from + i) * filters + slice.offset
          const to = tap * most + i * COLUMNS
          for (let column = 0; column < columns; column++) taps[to + column] = kernel[at + column]!
        }
      }
      for (let column = 0; column < 3; column++) {
        for (let y = 0; y < 6; y++) {
          combine(transform[y]!, taps, column * most, 3 * most, rows, (y * 3 + column) * most, count)
        }
      }
      for (let y = 0; y < 6; y++) {
        for (let x = 0; x < 6; x++) {
          combine(transform[x]!, rows, y * 3 * most, most, points, 0, count)
          packed.set(points.subarray(0, count), ((y * 6 + x) * inputs + from) * COLUMNS)
        }
      }
    }
  }
}

/** Sums of three runs of values, each times its tap. @param step - from the start of one run to that of the next */
function combine(
  [t0, t1, t2]: readonly [number, number, number],
  values: Float64Array,
  start: number,
  step: number,
  out: Float64Array,
  to: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    out[to + i] =
      t0 * values[start + i]! + t1 * values[start + step + i]! + t2 * values[start + 2 * step + i]!
  }
}
