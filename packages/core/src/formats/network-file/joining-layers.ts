import { axisOf } from './axis.js'
import { added, inOrder, type LayerReading } from './layer-reading.js'
import type { LayerOf } from './layer-schemas.js'
import { inOrderOf, mixed, type Value } from './value.js'

/**
 * Values combined one by one, of which one may stretch over another: [C] or [1, 1, C] over a map, channel by channel. Flattened
 * maps of one shape stay as they lie; else all are put in the order of the file.
 */
export function readCombination(reading: LayerReading<LayerOf<'add'>>): Value {
  const { layer, name, inputs } = reading
  const stands = ({ order, shape }: Value) => `${order?.pixels ?? 1} ${order ? shape.join() : ''}`
  const alike = inputs.every((value) => stands(value) === stands(reading.input))
  const ready = inputs.map((value) => (alike ? value : inOrder(reading, value)))
  return inOrderOf(ready[0]!, mixed(ready, added(reading, ready, { kind: layer.kind }), name))
}

/** Values laid side by side: channel after channel, or along another axis. */
export function readConcat(reading: LayerReading<LayerOf<'concat'>>): Value {
  const { layer, label, name } = reading
  const inputs = reading.inputs.map((value) => inOrder(reading, value))
  const axis = axisOf(layer.axis, inputs[0]!.shape, label)
  return mixed(inputs, added(reading, inputs, { kind: 'concat', axis }), name)
}
