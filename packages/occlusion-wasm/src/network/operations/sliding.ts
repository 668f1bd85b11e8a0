import { NetworkError } from '../network-error.js'
import { type MapShape, type Padding, type Pair, type Shape, sizeOf } from '../shape.js'
import { checkSizes, mapShape } from './checks.js'

/** How windows lie over a map. */
export interface Sliding {
  readonly kernelSize: Pair
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: Padding
}

/** @throws NetworkError `LAYER_SETTING` */
export function checkSliding(sliding: Sliding, label: string): void {
  checkSizes(sliding.kernelSize, 2, 1, `${label}, kernelSize`)
  checkSizes(sliding.strides, 2, 1, `${label}, strides`)
  checkSizes(sliding.dilation, 2, 1, `${label}, dilation`)
  checkSizes(sliding.padding, 4, 0, `${label}, padding`)
}

/**
 * Rows and columns of windows that fit: floor((padded size − extent) / stride) + 1.
 * @throws NetworkError `SHAPE_MISMATCH` if not even one fits
 */
export function slidingOutputs(sliding: Sliding, input: Shape, label: string): Pair {
  const [height, width] = padded(mapShape(input, label), sliding.padding)
  const along = (size: number, axis: 0 | 1) => {
    const extent = extentOf(sliding, axis)
    if (extent > size) {
      throw new NetworkError(
        'SHAPE_MISMATCH',
        `${label}: a window of ${extent} ${axis === 0 ? 'rows' : 'columns'} does not fit into ${size}`,
      )
    }
    return Math.floor((size - extent) / sliding.strides[axis]) + 1
  }
  return [along(height, 0), along(width, 1)]
}

/** Rows (axis 0) or columns from a window's first element to its last. */
export function extentOf({ kernelSize, dilation }: Sliding, axis: 0 | 1): number {
  return (kernelSize[axis] - 1) * dilation[axis] + 1
}

/** A map's shape with what is added around it. */
export function padded([height, width, channels]: MapShape, padding: Padding): MapShape {
  const [top, bottom, left, right] = padding
  return [top + height + bottom, left + width + right, channels]
}

interface Cell {
  readonly y: number
  readonly x: number
  /** Which element of the window, row by row. */
  readonly tap: number
}

/** Calls `value` for every output with the cells of the input, none of them padding, that lie under its window. */
export function mapCells(
  output: Shape,
  sliding: Sliding,
  input: Shape,
  value: (cells: readonly Cell[], channel: number) => number,
): Float64Array {
  const [height, width, channels] = output as MapShape
  const result = new Float64Array(sizeOf(output))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const cells = cellsUnder(y, x, sliding, input)
      for (let c = 0; c < channels; c++) result[(y * width + x) * channels + c] = value(cells, c)
    }
  }
  return result
}

function cellsUnder(outputY: number, outputX: number, sliding: Sliding, input: Shape): Cell[] {
  const { kernelSize, strides, dilation, padding } = sliding
  const cells: Cell[] = []
  for (let tap = 0; tap < kernelSize[0] * kernelSize[1]; tap++) {
    const y = outputY * strides[0] + Math.floor(tap / kernelSize[1]) * dilation[0] - padding[0]
    const x = outputX * strides[1] + (tap % kernelSize[1]) * dilation[1] - padding[2]
    if (y >= 0 && y < input[0]! && x >= 0 && x < input[1]!) cells.push({ y, x, tap })
  }
  return cells
}
