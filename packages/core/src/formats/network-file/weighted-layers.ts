import type { Pair } from '@umbra/occlusion-wasm'
import { added, type LayerReading, mapShapeOf, refuse } from './layer-reading.js'
import type { LayerOf } from './layer-schemas.js'
import { paddingOf, pairOf, sidesOf } from './sides.js'
import type { Value } from './value.js'

type Weighted = 'conv2d' | 'conv2dTranspose' | 'dense'

export function readConv2d(reading: LayerReading<LayerOf<'conv2d'>>): Value {
  const { layer, label, layout } = reading
  const [height, width, channels] = mapShapeOf(reading)
  const { groups } = layer
  const depthwise = groups > 1 && groups === channels
  requireGroups(groups, channels, 'channels', label)
  const { shape, values } = kernelOf(reading, layout.kernelShape(channels, groups))
  const { size: kernelSize, filters } = layout.kernelSizes(shape, depthwise)
  requireGroups(groups, filters, 'filters', label)
  const [strides, dilation] = [pairOf(layer.stride), pairOf(layer.dilation)]
  const operation = {
    kernel: layout.kernel(values, shape, depthwise),
    bias: biasOf(reading, filters),
    padding: paddingOf(layer.padding, { kernelSize, strides, dilation }, [height, width]),
    ...{ kernelSize, strides, dilation },
  }
  const grouped = groups > 1 && !depthwise && { groups }
  const kind = depthwise ? 'depthwiseConv2d' : 'conv2d'
  return added(reading, [reading.input], { kind, ...operation, ...grouped })
}

export function readConv2dTranspose(reading: LayerReading<LayerOf<'conv2dTranspose'>>): Value {
  const { layer, label, layout } = reading
  const [, , channels] = mapShapeOf(reading)
  const { groups } = layer
  requireGroups(groups, channels, 'channels', label)
  const { shape, values } = kernelOf(reading, layout.transposedShape(channels, groups))
  const { size: kernelSize, filters } = layout.transposedSizes(shape, groups)
  requireGroups(groups, filters, 'filters', label)
  const outputPadding: Pair = pairOf(layer.outputPadding)
  return added(reading, [reading.input], {
    kind: 'conv2dTranspose',
    kernel: layout.transposed(values, shape, groups),
    kernelSize,
    bias: biasOf(reading, filters),
    strides: pairOf(layer.stride),
    dilation: pairOf(layer.dilation),
    padding: sidesOf(layer.padding),
    ...(outputPadding.some((cells) => cells > 0) && { outputPadding }),
    ...(groups > 1 && { groups }),
  })
}

/** Behind a map flattened channels first, the kernel's rows are put in the order of ours. */
export function readDense(reading: LayerReading<LayerOf<'dense'>>): Value {
  const { label, input, layout } = reading
  if (input.shape.length !== 1)
    throw refuse(label, `reads a map of ${input.shape.join('×')}, expected flatten before it`)
  const [inputs] = input.shape as [number]
  const { shape, values } = kernelOf(reading, layout.denseShape(inputs))
  const units = layout.units(shape)
  const kernel = rowsInOrder(layout.dense(values, shape), units, input.order)
  const bias = biasOf(reading, units)
  return added(reading, [input], { kind: 'dense', kernel, bias })
}

function kernelOf(reading: LayerReading<LayerOf<Weighted>>, shape: readonly number[]) {
  const { layer, name, layout, weights, label } = reading
  return weights.take(layer.weight ?? `${name}${layout.names.weight}`, shape, label)
}

/** The bias named, or one of the layer's name if the weight file has it; frameworks write none where there is none. */
function biasOf(reading: LayerReading<LayerOf<Weighted>>, count: number): Float32Array {
  const { layer, name, layout, weights, label } = reading
  const own = `${name}${layout.names.bias}`
  const tensor = layer.bias ?? (weights.has(own) ? own : undefined)
  return tensor === undefined ? new Float32Array(count) : weights.take(tensor, [count], label).values
}

function requireGroups(groups: number, count: number, of: string, label: string): void {
  if (count % groups === 0) return
  throw refuse(label, `has ${groups} groups of ${count} ${of}, expected as many in each`)
}

/** Rows of a matrix, each `width` values, as `order` says; as they are without one. */
export function rowsInOrder(matrix: Float32Array, width: number, order: Value['order']): Float32Array {
  if (!order) return matrix
  const { pixels, channels } = order
  const rows = new Float32Array(matrix.length)
  for (let row = 0; row < pixels * channels; row++) {
    const source = (row % channels) * pixels + Math.floor(row / channels)
    rows.set(matrix.subarray(source * width, (source + 1) * width), row * width)
  }
  return rows
}
