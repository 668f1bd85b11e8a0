import { pairOf, requireMap, sidesOf } from './geometry.js'
import { type LayerWriting, refuse } from './layer-writing.js'
import type { LayerOf } from './schema.js'
import type { Value } from './topology-writer.js'
import { biasOf } from './weighted-layers.js'

/** A transposed convolution, whole, and a layer behind it that leaves its padding out. */
export function writeConv2dTranspose(writing: LayerWriting<LayerOf<'conv2dTranspose'>>): Value {
  const { layer, label, name, inputs, layout, weights, writer } = writing
  const [height, width, channels] = requireMap(writing)
  const tensor = layer.weight ?? `${name}${layout.names.weight}`
  const taken = weights.take(tensor, layout.transposedShape(channels), label)
  const kernel = layout.transposed(taken.values, taken.shape)
  const [rows, columns, filters] = kernel.shape
  const [stride, dilation, added] = [layer.stride, layer.dilation, layer.outputPadding].map(pairOf) as [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ]
  if (added.some((cells, axis) => cells >= stride[axis]!)) {
    throw refuse(label, `has output padding ${added.join('×')}, expected less than its stride`)
  }
  const reach = [rows, columns].map((taps, axis) => (taps - 1) * dilation[axis]! + 1)
  const whole = [height, width].map((size, axis) => (size - 1) * stride[axis]! + reach[axis]! + added[axis]!)
  // Without it, Keras makes the output as long as the input times the stride at least.
  const told = added.some((cells) => cells > 0) || reach.some((taps, axis) => taps < stride[axis]!)
  const bias = biasOf(writing, filters)
  const config = {
    ...{ filters, kernel_size: [rows, columns], strides: stride, dilation_rate: dilation, padding: 'valid' },
    ...(told && { output_padding: added }),
    ...{ data_format: 'channels_last', activation: 'linear', use_bias: bias !== undefined },
  }
  const given = writer.add('Conv2DTranspose', name, inputs, config, {
    kernel,
    ...(bias && { bias: { shape: [filters], values: bias } }),
  })
  return cropped(writing, { layer: given, shape: [whole[0]!, whole[1]!, filters] })
}

function cropped(
  { layer, label, name, writer }: LayerWriting<LayerOf<'conv2dTranspose'>>,
  value: Value,
): Value {
  const [top, bottom, left, right] = sidesOf(layer.padding)
  if (top + bottom + left + right === 0) return value
  const [height, width, filters] = value.shape as [number, number, number]
  const shape = [height - top - bottom, width - left - right, filters]
  if (shape.some((size) => size < 1)) {
    throw refuse(label, `its padding leaves nothing of ${height}×${width}`)
  }
  const config = { cropping: [[top, bottom], [left, right]], data_format: 'channels_last' } // biome-ignore format: rows, then columns
  return { ...value, layer: writer.add('Cropping2D', `${name}_crop`, [value], config), shape }
}
