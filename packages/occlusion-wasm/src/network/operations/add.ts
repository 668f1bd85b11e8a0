import { mismatch } from './checks.js'
import { noGain, type OperationRules } from './operation-rules.js'

/** The sum of two or more values of one shape: where branches meet again. */
export interface Add {
  readonly kind: 'add'
}

export const add: OperationRules<Add> = {
  arity: 'two or more',
  check: () => {},
  outputShape(_, [first, ...others], label) {
    for (const other of others) {
      if (other.length !== first!.length || other.some((size, axis) => size !== first![axis])) {
        throw mismatch(label, `[${first!.join(', ')}] from every input`, other)
      }
    }
    return first!
  },
  reference: (_, inputs) => inputs[0]!.map((_, i) => inputs.reduce((sum, other) => sum + other[i]!, 0)),
  multiplyAdds: () => 0,
  gain: () => noGain,
}
