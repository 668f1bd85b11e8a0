import type { LayerDescription, Padding, Pair, Shape } from './layer.js'
import { NetworkError } from './network-error.js'

/** How many values a shape holds. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1)
}

/**
 * The shape a layer gives.
 *
 * @param inputShapes - the shapes of its inputs, in order
 * @param label - how to call the layer in a message
 * @throws NetworkError `SHAPE_MISMATCH` if it cannot take them; `LAYER_UNKNOWN`
 */
export function outputShapeOf(layer: LayerDescription, inputShapes: readonly Shape[], label: string): Shape {
  const input = inputShapes[0]!
  switch (layer.kind) {
    case 'conv2d':
      return [...windowed(layer, input, label), layer.bias.length]
    case 'depthwiseConv2d':
      return [...windowed(layer, input, label), layer.bias.length]
    case 'maxPool':
    case 'averagePool':
      return [
        ...windowed({ ...layer, kernelSize: layer.windowSize, dilation: [1, 1] }, input, label),
        input[2]!,
      ]
    case 'zeroPad':
      return padded(mapShape(input, label), layer.padding)
    case 'crop':
      return cropped(mapShape(input, label), layer.cropping, label)
    case 'resize':
      return [...layer.size, mapShape(input, label)[2]]
    case 'globalMaxPool':
    case 'globalAveragePool':
      return [mapShape(input, label)[2]]
    case 'dense':
      if (input.length !== 1) throw mismatch(label, 'a vector', input)
      return [layer.bias.length]
    case 'flatten':
      return [sizeOf(input)]
    case 'reshape':
      if (sizeOf(layer.shape) !== sizeOf(input)) {
        throw mismatch(label, `${sizeOf(layer.shape)} values for [${layer.shape.join(', ')}]`, input)
      }
      return layer.shape
    case 'add':
      return summed(inputShapes, label)
    case 'scaleShift':
    case 'activation':
      return input
    default:
      throw new NetworkError(
        'LAYER_UNKNOWN',
        `${label}: no layer is of kind ${(layer as { kind: string }).kind}`,
      )
  }
}

/**
 * The padding TensorFlow calls `same` along one axis: as many outputs as ceil(size / stride), what is missing for them
 * split in halves, the odd one at the end.
 *
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function samePadding(
  size: number,
  window: number,
  stride: number,
  dilation = 1,
): readonly [before: number, after: number] {
  const extent = (window - 1) * dilation + 1
  const missing = Math.max(0, (Math.ceil(size / stride) - 1) * stride + extent - size)
  const before = Math.floor(missing / 2)
  return [before, missing - before]
}

interface Windowed {
  readonly kernelSize: Pair
  readonly strides: Pair
  readonly dilation: Pair
  readonly padding: Padding
}

/** Rows and columns of windows that fit: floor((padded size − extent) / stride) + 1. */
function windowed(layer: Windowed, input: Shape, label: string): [number, number] {
  const [height, width] = padded(mapShape(input, label), layer.padding)
  const along = (size: number, axis: 0 | 1) => {
    const extent = (layer.kernelSize[axis] - 1) * layer.dilation[axis] + 1
    if (extent > size) {
      throw new NetworkError(
        'SHAPE_MISMATCH',
        `${label}: a window of ${extent} ${axis === 0 ? 'rows' : 'columns'} does not fit into ${size}`,
      )
    }
    return Math.floor((size - extent) / layer.strides[axis]) + 1
  }
  return [along(height, 0), along(width, 1)]
}

function padded([height, width, channels]: readonly [number, number, number], padding: Padding) {
  const [top, bottom, left, right] = padding
  return [top + height + bottom, left + width + right, channels] as const
}

function cropped(
  [height, width, channels]: readonly [number, number, number],
  [top, bottom, left, right]: Padding,
  label: string,
): Shape {
  const [rows, columns] = [height - top - bottom, width - left - right]
  if (rows < 1 || columns < 1) {
    throw new NetworkError(
      'SHAPE_MISMATCH',
      `${label}: cropping [${[top, bottom, left, right].join(', ')}] leaves nothing of ${height}×${width}`,
    )
  }
  return [rows, columns, channels]
}

function mapShape(shape: Shape, label: string): readonly [number, number, number] {
  if (shape.length !== 3) throw mismatch(label, 'feature maps, [H, W, C]', shape)
  return shape as readonly [number, number, number]
}

function summed(shapes: readonly Shape[], label: string): Shape {
  const [first, ...others] = shapes
  for (const other of others) {
    if (other.length !== first!.length || other.some((size, axis) => size !== first![axis])) {
      throw mismatch(label, `[${first!.join(', ')}] from every input`, other)
    }
  }
  return first!
}

function mismatch(label: string, expected: string, got: Shape): NetworkError {
  return new NetworkError('SHAPE_MISMATCH', `${label}: expected ${expected}, got [${got.join(', ')}]`)
}
