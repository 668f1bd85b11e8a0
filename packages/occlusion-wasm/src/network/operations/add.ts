import { broadcastShape } from './broadcast.js'
import { combined } from './combine.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'

/** The sum of two or more values: where branches meet again. Shapes may differ as `broadcastShape` has it. */
export interface Add {
  readonly kind: 'add'
}

export const add: OperationRules<Add> = {
  arity: 'two or more',
  check: () => {},
  outputShape: (_, inputs, label) => broadcastShape(inputs, label),
  multiplyAdds: () => 0,
  gain: () => noGain,
}

export const addReference: Reference<Add> = (_, inputs, __, output, shapes) =>
  combined(inputs, shapes, output, (a, b) => a + b)
