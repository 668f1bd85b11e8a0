import type { Conv2d } from '../network/operations/conv2d.js'
import type { DepthwiseConv2d } from '../network/operations/depthwise-conv2d.js'
import type { Sliding } from '../network/operations/sliding.js'
import { type MapShape, sizeOf } from '../network/shape.js'

/** Cells along a row and filters that are summed up together: as many sums as stay in registers. */
const CELLS = 4
const FILTERS = 2

/**
 * A convolution of one group in float64.
 *
 * @param values - float64 [H, W, C]
 * @returns float64, flat, of the shape `output`
 */
export function convolved(
  layer: Conv2d,
  values: Float64Array,
  input: MapShape,
  output: MapShape,
): Float64Array {
  const [rows, columns, filters] = output
  const { map, width, channels } = withPadding(layer, values, input)
  const offsets = offsetsOfTaps(layer, width, channels)
  const result = new Float64Array(sizeOf(output))
  const [stepY, stepX] = [layer.strides[0] * width * channels, layer.strides[1] * channels]
  const sums = new Float64Array(CELLS * FILTERS)
  for (let f = 0; f < filters; f += FILTERS) {
    const pair = filterPair(layer, f, channels)
    const second = Math.min(f + 1, filters - 1)
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x += CELLS) {
        // Cells beyond the row's end are its last one, computed again.
        const at = (cell: number) => y * stepY + Math.min(x + cell, columns - 1) * stepX
        sumTile(map, pair, offsets, channels, at(0), at(1), at(2), at(3), sums)
        for (let cell = 0; cell < CELLS && x + cell < columns; cell++) {
          const to = (y * columns + x + cell) * filters
          result[to + f] = sums[cell * 2]! + layer.bias[f]!
          if (second > f) result[to + second] = sums[cell * 2 + 1]! + layer.bias[second]!
        }
      }
    }
  }
  return result
}

/** Sums of two filters at four places of a map. @param sums - [cell, filter] */
function sumTile(
  map: Float64Array,
  pair: Float64Array,
  offsets: Int32Array,
  channels: number,
  p0: number,
  p1: number,
  p2: number,
  p3: number,
  sums: Float64Array,
): void {
  let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0]
  let k = 0
  for (let tap = 0; tap < offsets.length; tap++) {
    const offset = offsets[tap]!
    for (let i = offset; i < offset + channels; i++, k += 2) {
      const [a, b] = [pair[k]!, pair[k + 1]!]
      const v0 = map[p0 + i]!
      const v1 = map[p1 + i]!
      const v2 = map[p2 + i]!
      const v3 = map[p3 + i]!
      s00 += v0 * a
      s01 += v0 * b
      s10 += v1 * a
      s11 += v1 * b
      s20 += v2 * a
      s21 += v2 * b
      s30 += v3 * a
      s31 += v3 * b
    }
  }
  sums[0] = s00
  sums[1] = s01
  sums[2] = s10
  sums[3] = s11
  sums[4] = s20
  sums[5] = s21
  sums[6] = s30
  sums[7] = s31
}

/** A depthwise convolution in float64: output channel c·M + m of input channel c. */
export function convolvedByChannel(
  layer: DepthwiseConv2d,
  values: Float64Array,
  input: MapShape,
  output: MapShape,
): Float64Array {
  const [rows, columns, filters] = output
  const { map, width, channels } = withPadding(layer, values, input)
  const offsets = offsetsOfTaps(layer, width, channels)
  const multiplier = filters / channels
  const result = new Float64Array(sizeOf(output))
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const from = (y * layer.strides[0] * width + x * layer.strides[1]) * channels
      const to = (y * columns + x) * filters
      for (let o = 0; o < filters; o++) {
        const channel = from + Math.floor(o / multiplier)
        let sum = layer.bias[o]!
        for (let tap = 0; tap < offsets.length; tap++) {
          sum += map[channel + offsets[tap]!]! * layer.kernel[tap * filters + o]!
        }
        result[to + o] = sum
      }
    }
  }
  return result
}

/** The map with its padding written around it as zeros. */
function withPadding({ padding }: Sliding, values: Float64Array, [height, inner, channels]: MapShape) {
  const [top, bottom, left, right] = padding
  const width = left + inner + right
  if (top + bottom + left + right === 0) return { map: values, width, channels }
  const map = new Float64Array((top + height + bottom) * width * channels)
  for (let y = 0; y < height; y++) {
    const row = values.subarray(y * inner * channels, (y + 1) * inner * channels)
    map.set(row, ((top + y) * width + left) * channels)
  }
  return { map, width, channels }
}

/** Where each element of a window lies, from its first. */
function offsetsOfTaps({ kernelSize, dilation }: Sliding, width: number, channels: number): Int32Array {
  const [rows, columns] = kernelSize
  return Int32Array.from({ length: rows * columns }, (_, tap) => {
    const [y, x] = [Math.floor(tap / columns) * dilation[0], (tap % columns) * dilation[1]]
    return (y * width + x) * channels
  })
}

/** Two filters side by side: [tap, channel, filter]. Where there is only one left, the other is zeros. */
function filterPair({ kernel, kernelSize, bias }: Conv2d, f: number, channels: number): Float64Array {
  const filters = bias.length
  const pair = new Float64Array(sizeOf(kernelSize) * channels * FILTERS)
  for (let i = 0; i < pair.length / FILTERS; i++) {
    pair[i * 2] = kernel[i * filters + f]!
    if (f + 1 < filters) pair[i * 2 + 1] = kernel[i * filters + f + 1]!
  }
  return pair
}
