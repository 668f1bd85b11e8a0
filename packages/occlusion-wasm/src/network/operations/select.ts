import { NetworkError } from '../network-error.js'
import { sizeOf } from '../shape.js'
import { checkAxis } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'

/**
 * The rows, columns or channels of these numbers, in this order: slices, with any step and in either direction, the parts of a
 * split, permutations such as a channel shuffle, repetitions.
 */
export interface Select {
  readonly kind: 'select'
  /** Which axis of [H, W, C], of [n, C] or of [n], from 0. */
  readonly axis: number
  /** From 0; any number of them, in any order. */
  readonly indices: readonly number[]
}

export const select: OperationRules<Select> = {
  arity: 'one',
  check({ axis, indices }, input, label) {
    checkAxis(axis, input, label)
    const size = input[axis]!
    const bad = indices.findIndex((index) => !Number.isInteger(index) || index < 0 || index >= size)
    if (bad < 0 && indices.length > 0) return
    const got = indices.length === 0 ? 'none' : `${indices[bad]} at ${bad}`
    throw new NetworkError(
      'LAYER_SETTING',
      `${label}, indices: expected whole numbers from 0 to ${size - 1}, got ${got}`,
    )
  },
  outputShape: ({ axis, indices }, [input]) => input!.map((size, i) => (i === axis ? indices.length : size)),
  multiplyAdds: () => 0,
  gain: () => noGain,
}

export const selectReference: Reference<Select> = ({ axis, indices }, [values], input, output) => {
  const run = sizeOf(input.slice(axis + 1))
  const chosen = new Float64Array(sizeOf(output))
  for (let at = 0; at < chosen.length; at += run) {
    const [outer, i] = [Math.floor(at / run / indices.length), (at / run) % indices.length]
    const from = (outer * input[axis]! + indices[i]!) * run
    chosen.set(values!.subarray(from, from + run), at)
  }
  return chosen
}
