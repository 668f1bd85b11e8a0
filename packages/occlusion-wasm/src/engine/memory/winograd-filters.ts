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

/**
 * Filters at Winograd's points: G g Gᵀ, computed in float64 and rounded once.
 *
 * @param kernel - float32 [3, 3, n]
 * @returns float32 [6, 6, n]
 */
export function winogradFilters(kernel: Float32Array): Float32Array {
  const n = kernel.length / 9
  const out = new Float32Array(POSITIONS * n)
  const rows = new Float64Array(18)
  for (let i = 0; i < n; i++) {
    for (let column = 0; column < 3; column++) {
      const [g0, g1, g2] = [
        kernel[column * n + i]!,
        kernel[(3 + column) * n + i]!,
        kernel[(6 + column) * n + i]!,
      ]
      for (let y = 0; y < 6; y++) {
        const [t0, t1, t2] = transform[y]!
        rows[y * 3 + column] = t0 * g0 + t1 * g1 + t2 * g2
      }
    }
    for (let y = 0; y < 6; y++) {
      const [g0, g1, g2] = [rows[y * 3]!, rows[y * 3 + 1]!, rows[y * 3 + 2]!]
      for (let x = 0; x < 6; x++) {
        const [t0, t1, t2] = transform[x]!
        out[(y * 6 + x) * n + i] = t0 * g0 + t1 * g1 + t2 * g2
      }
    }
  }
  return out
}
