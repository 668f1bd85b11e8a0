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

/** Weights transformed at a time: what is in hand of them stays in the cache, and what is written is written in runs. */
const BLOCK = 512

/**
 * Filters at Winograd's points: G g Gᵀ, computed in float64 and rounded once.
 *
 * @param kernel - float32 [3, 3, n]
 * @returns float32 [6, 6, n]
 */
export function winogradFilters(kernel: Float32Array): Float32Array {
  const n = kernel.length / 9
  const out = new Float32Array(POSITIONS * n)
  const rows = new Float64Array(18 * BLOCK)
  for (let from = 0; from < n; from += BLOCK) {
    const count = Math.min(BLOCK, n - from)
    for (let column = 0; column < 3; column++) {
      for (let y = 0; y < 6; y++) {
        combine(transform[y]!, kernel, column * n + from, 3 * n, rows, (y * 3 + column) * BLOCK, count)
      }
    }
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 6; x++) {
        combine(transform[x]!, rows, y * 3 * BLOCK, BLOCK, out, (y * 6 + x) * n + from, count)
      }
    }
  }
  return out
}

/** Sums of three runs of values, each times its tap. @param step - from the start of one run to that of the next */
function combine(
  [t0, t1, t2]: readonly [number, number, number],
  values: Float32Array | Float64Array,
  start: number,
  step: number,
  out: Float32Array | Float64Array,
  to: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    out[to + i] =
      t0 * values[start + i]! + t1 * values[start + step + i]! + t2 * values[start + 2 * step + i]!
  }
}
