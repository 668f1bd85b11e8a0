import type { Numbers } from '../constants/constant.js'

/** A matrix as one multiplies by it: row i and column o are found at i·rowStep + o·columnStep. */
export interface Matrix {
  readonly data: Numbers
  readonly rows: number
  /** Columns: how many sums are made. */
  readonly units: number
  readonly rowStep: number
  readonly columnStep: number
}

/** Rows and columns moved at once, whose values then lie in the processor's cache. */
const TILE = 64

/**
 * float32 [rows, units], as a network's dense layers and convolutions take them.
 *
 * @param places - row i of the matrix becomes row places[i]
 * @param factor - that all is multiplied by
 */
export function kernelOf(
  { data, rows, units, rowStep, columnStep }: Matrix,
  places: Int32Array,
  factor = 1,
): Float32Array {
  const kernel = new Float32Array(rows * units)
  for (let top = 0; top < rows; top += TILE) {
    const bottom = Math.min(rows, top + TILE)
    for (let left = 0; left < units; left += TILE) {
      const right = Math.min(units, left + TILE)
      for (let row = top; row < bottom; row++) {
        const at = places[row]! * units
        for (let o = left; o < right; o++) kernel[at + o] = factor * data[row * rowStep + o * columnStep]!
      }
    }
  }
  return kernel
}
