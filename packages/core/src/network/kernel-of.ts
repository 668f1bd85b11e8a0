import type { NumericArray } from '../arrays/numeric-array.js'

type Numbers = NumericArray['data']

/** Row-major values, of which a part may be had without making all. */
export interface MatrixValues {
  readonly data: Numbers
  part?(from: number, to: number): Numbers
}

/** A matrix as one multiplies by it: row i and column o are found at i·rowStep + o·columnStep, one of which is 1. */
export interface Matrix {
  readonly values: MatrixValues
  readonly rows: number
  /** Columns: how many sums are made. */
  readonly units: number
  readonly rowStep: number
  readonly columnStep: number
}

/** Rows and columns moved at once, whose values then lie in the processor's cache, and no further apart than it has pages for. */
const TILE = 32

/**
 * float32 [rows, units], as a network's dense layers and convolutions take them.
 *
 * @param places - row i of the matrix becomes row places[i]
 * @param factor - that all is multiplied by
 */
export function kernelOf(
  { values, rows, units, rowStep, columnStep }: Matrix,
  places: Int32Array,
  factor = 1,
): Float32Array {
  const kernel = new Float32Array(rows * units)
  const part = partsOf(values)
  if (columnStep === 1) {
    for (let row = 0; row < rows; row++) {
      const line = part(row * rowStep, row * rowStep + units)
      const at = places[row]! * units
      for (let o = 0; o < units; o++) kernel[at + o] = factor * line[o]!
    }
    return kernel
  }
  for (let left = 0; left < units; left += TILE) {
    const right = Math.min(units, left + TILE)
    const columns = part(left * columnStep, (right - 1) * columnStep + rows)
    for (let top = 0; top < rows; top += TILE) {
      const bottom = Math.min(rows, top + TILE)
      for (let row = top; row < bottom; row++) {
        const at = places[row]! * units
        for (let o = left; o < right; o++) kernel[at + o] = factor * columns[row + (o - left) * columnStep]!
      }
    }
  }
  return kernel
}

/** Some values at a time: of bytes that are not aligned all would be copied. */
function partsOf(values: Matrix['values']): (from: number, to: number) => Numbers {
  if (values.part) return (from, to) => values.part!(from, to)
  const { data } = values
  return (from, to) => data.subarray(from, to)
}

/**
 * The kernel of a convolution, [filters, channels, taps] as frameworks with channels first have it, as [taps, channels, filters]. Of a
 * depthwise one, where channels is 1 and there are C·M filters, that is [taps, C, M].
 */
export function channelsLastKernel(
  values: MatrixValues,
  filters: number,
  channels: number,
  taps: number,
): Float32Array {
  const rows = channels * taps
  const places = Int32Array.from({ length: rows }, (_, i) => (i % taps) * channels + Math.floor(i / taps))
  return kernelOf({ values, rows, units: filters, rowStep: 1, columnStep: rows }, places)
}

/** The kernel of a dense layer, [units, rows], as [rows, units]. */
export function transposedMatrix(values: MatrixValues, units: number, rows: number): Float32Array {
  const places = Int32Array.from({ length: rows }, (_, row) => row)
  return kernelOf({ values, rows, units, rowStep: 1, columnStep: rows }, places)
}
