import type {
  Conv2d,
  Dense,
  DepthwiseConv2d,
  Layer,
  Padding,
  Pair,
  Pool,
  Resize,
  Shape,
} from '../network/layer.js'
import { sizeOf } from '../network/output-shape.js'
import { activationFunction } from './activation-function.js'

/**
 * One layer's output from its definition, in float64.
 *
 * @param inputs - the outputs of the layers it reads, each flat
 * @param input - the shape of the first of them
 * @returns flat, of the layer's `outputShape`
 */
export function referenceLayer(layer: Layer, inputs: readonly Float64Array[], input: Shape): Float64Array {
  const values = inputs[0]!
  const channels = input.at(-1)!
  switch (layer.kind) {
    case 'conv2d':
      return convolve(layer, values, input, layer.outputShape)
    case 'depthwiseConv2d':
      return convolveDepthwise(layer, values, input, layer.outputShape)
    case 'dense':
      return multiply(layer, values)
    case 'scaleShift':
      return values.map((x, i) => x * layer.scale[i % channels]! + layer.shift[i % channels]!)
    case 'activation':
      return values.map(activationFunction(layer.activation))
    case 'maxPool':
      return pool(slidingOf(layer), values, input, layer.outputShape, largest)
    case 'averagePool':
      return pool(slidingOf(layer), values, input, layer.outputShape, mean)
    case 'globalMaxPool':
      return pool(wholeMap(input), values, input, [1, 1, channels], largest)
    case 'globalAveragePool':
      return pool(wholeMap(input), values, input, [1, 1, channels], mean)
    case 'zeroPad':
      return place(values, input, layer.outputShape, layer.padding)
    case 'crop':
      return cropped(values, input, layer.outputShape, layer.cropping)
    case 'resize':
      return resized(layer, values, input, layer.outputShape)
    case 'flatten':
    case 'reshape':
      return values
    case 'add':
      return values.map((_, i) => inputs.reduce((sum, other) => sum + other[i]!, 0))
  }
}

function convolve(layer: Conv2d, values: Float64Array, input: Shape, output: Shape): Float64Array {
  const [, width, channels] = input as MapShape
  const filters = output[2]!
  return mapCells(output, layer, input, (cells, o) => {
    let sum = layer.bias[o]!
    for (const { y, x, tap } of cells) {
      for (let i = 0; i < channels; i++) {
        sum += values[(y * width + x) * channels + i]! * layer.kernel[(tap * channels + i) * filters + o]!
      }
    }
    return sum
  })
}

function convolveDepthwise(
  layer: DepthwiseConv2d,
  values: Float64Array,
  input: Shape,
  output: Shape,
): Float64Array {
  const [, width, channels] = input as MapShape
  const multiplier = layer.bias.length / channels
  return mapCells(output, layer, input, (cells, o) => {
    const i = Math.floor(o / multiplier)
    let sum = layer.bias[o]!
    for (const { y, x, tap } of cells) {
      sum += values[(y * width + x) * channels + i]! * layer.kernel[tap * channels * multiplier + o]!
    }
    return sum
  })
}

function multiply({ kernel, bias }: Dense, values: Float64Array): Float64Array {
  return Float64Array.from(bias, (offset, o) =>
    values.reduce((sum, value, i) => sum + value * kernel[i * bias.length + o]!, offset),
  )
}

function pool(
  sliding: Sliding,
  values: Float64Array,
  input: Shape,
  output: Shape,
  summarise: (cells: readonly number[]) => number,
): Float64Array {
  const [, width, channels] = input as MapShape
  return mapCells(output, sliding, input, (cells, c) =>
    summarise(cells.map(({ y, x }) => values[(y * width + x) * channels + c]!)),
  )
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function place(values: Float64Array, input: Shape, output: Shape, [top, , left]: Padding): Float64Array {
  const [height, width, channels] = input as MapShape
  const placed = new Float64Array(sizeOf(output))
  for (let y = 0; y < height; y++) {
    const row = values.subarray(y * width * channels, (y + 1) * width * channels)
    placed.set(row, ((y + top) * output[1]! + left) * channels)
  }
  return placed
}

function cropped(values: Float64Array, input: Shape, output: Shape, [top, , left]: Padding): Float64Array {
  const [, width, channels] = output as MapShape
  return Float64Array.from({ length: sizeOf(output) }, (_, i) => {
    const cell = Math.floor(i / channels)
    const [y, x] = [Math.floor(cell / width) + top, (cell % width) + left]
    return values[(y * input[1]! + x) * channels + (i % channels)]!
  })
}

/** Each output is the mean of all cells, weighted by how near they lie to its place along both axes. */
function resized({ interpolation }: Resize, values: Float64Array, input: Shape, output: Shape): Float64Array {
  const [height, width, channels] = output as MapShape
  const weigh = interpolation === 'nearest' ? nearestWeight : bilinearWeight
  const result = new Float64Array(sizeOf(output))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let iy = 0; iy < input[0]!; iy++) {
        const down = weigh(((y + 0.5) * input[0]!) / height, iy, input[0]!)
        if (down === 0) continue
        for (let ix = 0; ix < input[1]!; ix++) {
          const weight = down * weigh(((x + 0.5) * input[1]!) / width, ix, input[1]!)
          for (let c = 0; weight !== 0 && c < channels; c++) {
            result[(y * width + x) * channels + c]! += weight * values[(iy * input[1]! + ix) * channels + c]!
          }
        }
      }
    }
  }
  return result
}

/** @param place - where the output's centre lies, in cells from the input's edge; cell i reaches from i to i + 1 */
function nearestWeight(place: number, i: number): number {
  return place >= i && place < i + 1 ? 1 : 0
}

/** A triangle as wide as two cells around the place, which is no further out than the outermost centres. */
function bilinearWeight(place: number, i: number, size: number): number {
  const centre = Math.min(size - 0.5, Math.max(0.5, place))
  return Math.max(0, 1 - Math.abs(i + 0.5 - centre))
}

type MapShape = readonly [height: number, width: number, channels: number]

/** How windows lie over a map. */
interface Sliding {
  readonly kernelSize: Pair
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: Padding
}

function slidingOf({ windowSize, strides, padding }: Pool): Sliding {
  return { kernelSize: windowSize, strides, dilation: [1, 1], padding }
}

/** One window, as large as the map. */
function wholeMap(input: Shape): Sliding {
  const size = [input[0]!, input[1]!] as const
  return { kernelSize: size, strides: size, dilation: [1, 1], padding: [0, 0, 0, 0] }
}

interface Cell {
  readonly y: number
  readonly x: number
  /** Which element of the window, row by row. */
  readonly tap: number
}

/** Calls `value` for every output with the cells of the input, none of them padding, that lie under its window. */
function mapCells(
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
