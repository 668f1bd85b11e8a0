import type { Fill } from '../src/fill/fill.js'

/**
 * A copy of an image with a window filled, straight from the definitions and by other means than the engine's: the means of
 * in-painting by Gauss–Jordan elimination over all covered values at once.
 *
 * @returns float64 [H, W, C], what is covered rounded to float32 as images are
 */
export function coveredCopy(
  [height, width, channels]: readonly [number, number, number],
  image: Float32Array,
  baseline: Float32Array,
  windows: Int32Array,
  p: number,
  fill: Fill,
): Float64Array {
  const copy = Float64Array.from(image)
  const [y0, x0, c0, y1, x1, c1] = Array.from(windows.subarray(p * 6, p * 6 + 6)) as SixNumbers
  const covered = [...Array(y1 - y0).keys()].flatMap((dy) =>
    [...Array(x1 - x0).keys()].map((dx) => [y0 + dy, x0 + dx] as const),
  )
  for (let c = c0; c < c1; c++) {
    const at = (y: number, x: number) => (y * width + x) * channels + c
    if (fill.kind === 'patch-mean') {
      const mean = covered.reduce((sum, [y, x]) => sum + image[at(y, x)]!, 0) / covered.length
      for (const [y, x] of covered) copy[at(y, x)] = Math.fround(mean)
    } else if (fill.kind === 'soft') {
      const [h, w] = [y1 - y0, x1 - x0]
      for (const [y, x] of covered) {
        const v = (y - y0 - (h - 1) / 2) / h
        const u = (x - x0 - (w - 1) / 2) / w
        const weight = Math.exp(-(u ** 2 + v ** 2) / (2 * fill.sigma ** 2))
        copy[at(y, x)] = Math.fround(image[at(y, x)]! * (1 - weight) + baseline[at(y, x)]! * weight)
      }
    } else {
      const rows = covered.map(([y, x]) => {
        const row = new Float64Array(covered.length + 1)
        const own = covered.findIndex(([a, b]) => a === y && b === x)
        for (const [dy, dx] of EIGHT) {
          const [ny, nx] = [y + dy, x + dx]
          if (ny < 0 || nx < 0 || ny >= height || nx >= width) continue
          const weight = dy * dx === 0 ? 1 / 6 : 1 / 12
          row[own]! += weight
          const other = covered.findIndex(([a, b]) => a === ny && b === nx)
          if (other >= 0) row[other]! -= weight
          else row[covered.length]! += weight * image[at(ny, nx)]!
        }
        return row
      })
      solved(rows).forEach((value, i) => {
        copy[at(...covered[i]!)] = Math.fround(value)
      })
    }
  }
  return copy
}

type SixNumbers = [number, number, number, number, number, number]

const EIGHT = [
  [-1, -1],
  [-1, 0],
  [-1, 1],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 0],
  [1, 1],
] as const

/** Gauss–Jordan elimination with pivoting. @param rows - [n] of float64 [n + 1], written over */
function solved(rows: Float64Array[]): number[] {
  const n = rows.length
  for (let k = 0; k < n; k++) {
    const largest = rows.reduce(
      (best, row, i) => (i >= k && Math.abs(row[k]!) > Math.abs(rows[best]![k]!) ? i : best),
      k,
    )
    ;[rows[k], rows[largest]] = [rows[largest]!, rows[k]!]
    for (const [i, row] of rows.entries()) {
      if (i === k) continue
      const factor = row[k]! / rows[k]![k]!
      for (let j = k; j <= n; j++) row[j]! -= factor * rows[k]![j]!
    }
  }
  return rows.map((row, k) => row[n]! / row[k]!)
}
