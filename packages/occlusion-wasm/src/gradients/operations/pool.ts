import type { GlobalPool } from '../../network/operations/global-pool.js'
import { countsAlong, type Pool, slidingOf } from '../../network/operations/pool.js'
import type { Sliding } from '../../network/operations/sliding.js'
import { type MapShape, type Padding, type Shape, sizeOf } from '../../network/shape.js'
import type { Computed, Differentiation, Site } from '../differentiation.js'

type Way = 'max' | 'mean'

/** Of both kinds. Of equal largest values the first, row by row, has the slope, as in PyTorch. */
export const pool: Differentiation<Pool> = {
  forward: (site) => pooled(windowsOf(site.layer), site),
  backward: (computed, slope) => [slopesOf(windowsOf(computed.layer), computed, slope)],
}

/** One window, as large as the map. */
export const globalPool: Differentiation<GlobalPool> = {
  forward: (site) => pooled(wholeOf(site.layer, site.shapes[0]!), site),
  backward: (computed, slope) => [slopesOf(wholeOf(computed.layer, computed.shapes[0]!), computed, slope)],
}

interface Windows {
  readonly way: Way
  readonly sliding: Sliding
  readonly counted?: Padding | undefined
}

function windowsOf(layer: Pool): Windows {
  return { way: layer.kind === 'maxPool' ? 'max' : 'mean', sliding: slidingOf(layer), counted: layer.counted }
}

function wholeOf({ kind }: GlobalPool, [height, width]: Shape): Windows {
  const kernelSize = [height!, width!] as const
  const sliding = { kernelSize, strides: kernelSize, dilation: [1, 1], padding: [0, 0, 0, 0] } as const
  return { way: kind === 'globalMaxPool' ? 'max' : 'mean', sliding }
}

function pooled(windows: Windows, { inputs: [x], shapes: [input], shape }: Site<unknown>): Float32Array {
  const channels = input![2]!
  const sums = new Float64Array(sizeOf(shape)).fill(windows.way === 'max' ? Number.NEGATIVE_INFINITY : 0)
  eachCell(windows, input!, shape, (from, to, count) => {
    for (let c = 0; c < channels; c++) {
      const value = x![from + c]!
      // What is no number stays one.
      if (windows.way === 'mean') sums[to + c]! += value / count
      else if (value > sums[to + c]! || Number.isNaN(value)) sums[to + c] = value
    }
  })
  return new Float32Array(sums)
}

function slopesOf(
  windows: Windows,
  { inputs: [x], shapes: [input], shape, output }: Computed<unknown>,
  slope: Float32Array,
): Float32Array {
  const channels = input![2]!
  const slopes = new Float64Array(x!.length)
  const given = new Uint8Array(output.length)
  eachCell(windows, input!, shape, (from, to, count) => {
    for (let c = 0; c < channels; c++) {
      if (windows.way === 'mean') slopes[from + c]! += slope[to + c]! / count
      else if (!given[to + c] && x![from + c] === output[to + c]) {
        given[to + c] = 1
        slopes[from + c]! += slope[to + c]!
      }
    }
  })
  return new Float32Array(slopes)
}

/**
 * Every cell of the map under every window, windows and what is in them row by row.
 *
 * @param visit - is told where the channels of the cell and those of the window's output begin, and by how many values a mean divides
 */
function eachCell(
  { sliding, counted }: Windows,
  input: Shape,
  output: Shape,
  visit: (from: number, to: number, count: number) => void,
): void {
  const [height, width, channels] = input as MapShape
  // A pool of the whole map gives a vector.
  const [rows, columns] = output.length === 3 ? [output[0]!, output[1]!] : [1, 1]
  const { kernelSize, strides, dilation, padding } = sliding
  const down = countsAlong(sliding, height, rows, 0, counted)
  const across = countsAlong(sliding, width, columns, 1, counted)
  for (let window = 0; window < rows * columns; window++) {
    const [row, column] = [Math.floor(window / columns), window % columns]
    const count = down[row]! * across[column]!
    for (let ky = 0; ky < kernelSize[0]; ky++) {
      const y = row * strides[0] + ky * dilation[0] - padding[0]
      if (y < 0 || y >= height) continue
      for (let kx = 0; kx < kernelSize[1]; kx++) {
        const x = column * strides[1] + kx * dilation[1] - padding[2]
        if (x >= 0 && x < width) visit((y * width + x) * channels, window * channels, count)
      }
    }
  }
}
