import { sizeOf } from '../shape.js'
import { checkAxis, mismatch } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'

/** Two or more values one after the other along an axis; along every other axis they are of one length. */
export interface Concat {
  readonly kind: 'concat'
  /** Which axis of [H, W, C], of [n, C] or of [n], from 0. */
  readonly axis: number
}

export const concat: OperationRules<Concat> = {
  arity: 'two or more',
  check: ({ axis }, input, label) => checkAxis(axis, input, label),
  outputShape({ axis }, [first, ...others], label) {
    let length = first![axis]!
    for (const other of others) {
      if (other.length !== first!.length || other.some((size, i) => i !== axis && size !== first![i])) {
        const expected = first!.map((size, i) => (i === axis ? 'any' : size)).join(', ')
        throw mismatch(label, `[${expected}] from every input`, other)
      }
      length += other[axis]!
    }
    return first!.map((size, i) => (i === axis ? length : size))
  },
  multiplyAdds: () => 0,
  gain: () => noGain,
}

export const concatReference: Reference<Concat> = ({ axis }, inputs, _, output) => {
  const runs = sizeOf(output.slice(0, axis))
  const joined = new Float64Array(sizeOf(output))
  let at = 0
  for (let run = 0; run < runs; run++) {
    for (const values of inputs) {
      const length = values.length / runs
      joined.set(values.subarray(run * length, (run + 1) * length), at)
      at += length
    }
  }
  return joined
}
