import { MOST_VALUES } from '../network-size.js'
import { type Shape, sizeOf } from '../shape.js'
import { checkSizes, mismatch } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'

/** The same values in the same order under another shape. */
export interface Reshape {
  readonly kind: 'reshape'
  readonly shape: Shape
}

export const reshape: OperationRules<Reshape> = {
  arity: 'one',
  check: ({ shape }, _, label) =>
    checkSizes(shape, Math.max(1, shape.length), 1, `${label}, shape`, MOST_VALUES),
  outputShape({ shape }, [input], label) {
    if (sizeOf(shape) !== sizeOf(input!)) {
      throw mismatch(label, `${sizeOf(shape)} values for [${shape.join(', ')}]`, input!)
    }
    return shape
  },
  multiplyAdds: () => 0,
  gain: () => noGain,
}

export const reshapeReference: Reference<Reshape> = (_, [values]) => values!
