import { sizeOf } from '../shape.js'
import { noGain, type OperationRules } from './operation-rules.js'

/** The same values in the same order as one vector. */
export interface Flatten {
  readonly kind: 'flatten'
}

export const flatten: OperationRules<Flatten> = {
  arity: 'one',
  check: () => {},
  outputShape: (_, [input]) => [sizeOf(input!)],
  reference: (_, [values]) => values!,
  multiplyAdds: () => 0,
  gain: () => noGain,
}
