import { checkWeights, mismatch } from './checks.js'
import type { OperationRules, Reference } from './operation-rules.js'
import { weightedGain } from './weighted-gain.js'

/** A vector times a matrix, plus a bias. */
export interface Dense {
  readonly kind: 'dense'
  /** float32 [n, units]. */
  readonly kernel: Float32Array
  /** float32 [units]. */
  readonly bias: Float32Array
}

export const dense: OperationRules<Dense> = {
  arity: 'one',
  check({ kernel, bias }, input, label) {
    checkWeights(kernel, input.at(-1)! * bias.length, `${label}, kernel`)
    checkWeights(bias, Math.max(1, bias.length), `${label}, bias`)
  },
  outputShape({ bias }, [input], label) {
    if (input!.length !== 1) throw mismatch(label, 'a vector', input!)
    return [bias.length]
  },
  multiplyAdds: ({ kernel }) => kernel.length,
  gain: weightedGain,
}

export const denseReference: Reference<Dense> = ({ kernel, bias }, [values]) =>
  Float64Array.from(bias, (offset, o) =>
    values!.reduce((sum, value, i) => sum + value * kernel[i * bias.length + o]!, offset),
  )
