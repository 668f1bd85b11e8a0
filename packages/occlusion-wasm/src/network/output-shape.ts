import type { LayerDescription } from './layer.js'
import { NetworkError } from './network-error.js'
import type { OperationRules } from './operations/operation-rules.js'
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

/**
 * As `outputShapeOf`, of a layer whose number of inputs, settings and weights nobody has checked.
 *
 * @throws NetworkError `LAYER_UNKNOWN`, `LAYER_INPUTS`, `LAYER_SETTING`, `WEIGHTS_LENGTH`, `WEIGHTS_NOT_FINITE`, `SHAPE_MISMATCH`
 */
export function checkedShapeOf(layer: LayerDescription, inputShapes: readonly Shape[], label: string): Shape {
  const rules = rulesOf(layer, label)
  checkArity(inputShapes.length, rules.arity, label)
  rules.check(layer, inputShapes[0]!, label)
  return rules.outputShape(layer, inputShapes, label)
}

function checkArity(inputs: number, arity: OperationRules<unknown>['arity'], label: string): void {
  const [least, most, expected] = {
    one: [1, 1, 'one input'],
    two: [2, 2, 'two inputs'],
    'two or more': [2, Number.POSITIVE_INFINITY, 'two inputs or more'],
  }[arity] as [number, number, string]
  if (inputs < least || inputs > most) {
    throw new NetworkError('LAYER_INPUTS', `${label}: expected ${expected}, got ${inputs}`)
  }
}
