import type { LayerDescription } from './layer.js'
import { rulesOf } from './operations/table.js'
import type { Shape } from './shape.js'

/**
 * The shape a layer gives.
 *
 * @param inputShapes - the shapes of its inputs, in order
 * @param label - how to call the layer in a message
 * @throws NetworkError `SHAPE_MISMATCH` if it cannot take them; `LAYER_UNKNOWN`
 */
export function outputShapeOf(layer: LayerDescription, inputShapes: readonly Shape[], label: string): Shape {
  return rulesOf(layer, label).outputShape(layer, inputShapes, label)
}
