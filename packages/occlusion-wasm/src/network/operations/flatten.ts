import { sizeOf } from '../shape.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'

/** The same values in the same order as one vector. */
export interface Flatten {
  readonly kind: 'flatten'
}

export const flatten: OperationRules<Flatten> = {
  arity: 'one',
  check: () => {},
  outputShape: (_, [input]) => [sizeOf(input!)],
  multiplyAdds: () => 0,
  gain: () => noGain,
}

export const flattenReference: Reference<Flatten> = (_, [values]) => values!
