import { kerasPadding, padded, pairOf, requireMap, sidesOf, slidOver } from './geometry.js'
import { type LayerWriting, refuse } from './layer-writing.js'
import type { LayerOf } from './schema.js'
import type { Value } from './topology-writer.js'

/**
 * Pooling. Zeros around a map agree with what frameworks do in two cases only: PyTorch's mean counts them, and a maximum
 * never takes them where no value is negative.
 */
export function writePool(writing: LayerWriting<LayerOf<'maxPool' | 'averagePool'>>): Value {
  const { layer, label, name, input, layout, writer } = writing
  const [height, width, channels] = requireMap(writing)
  const window = pairOf(layer.size)
  const stride = pairOf(layer.stride ?? layer.size)
  const { kind, padding } = layer
  const zeros = sidesOf(padding)
  if (zeros.some((count, side) => count >= window[side < 2 ? 0 : 1]!)) {
    throw refuse(
      label,
      `has padding [${zeros.join(', ')}], expected less than its window of ${window.join('×')}`,
    )
  }
  if (zeros.some((count) => count > 0)) {
    if (kind === 'maxPool' && !input.nonNegative) {
      throw refuse(
        label,
        'has padding where values may be negative, which zeros would hide: put it behind a relu',
      )
    }
    if (kind === 'averagePool' && !layout.averageCountsPadding) {
      throw refuse(label, 'has padding in numbers, expected valid or same, the paddings Keras knows')
    }
  }
  const rowsAndColumns = slidOver({ window, stride, dilation: [1, 1], padding }, [height, width], label)
  const config = {
    pool_size: window,
    strides: stride,
    padding: kerasPadding(padding),
    data_format: 'channels_last',
  }
  const className = kind === 'maxPool' ? 'MaxPooling2D' : 'AveragePooling2D'
  const given = writer.add(className, name, [padded(writing, padding)], config)
  return { ...input, layer: given, shape: [...rowsAndColumns, channels] }
}
