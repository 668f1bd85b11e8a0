import type { Live } from './value.js'

/** A tensor that is another one with its axes in another order: axis i is axis `order[i]` of `input`. */
export interface Permutation {
  readonly input: Live
  readonly order: readonly number[]
}

/** Of tensors of four axes that a permutation gave, and of no value made of them in another shape. */
const permutations = new WeakMap<Live, Permutation>()

/** Remembers what a tensor is a permutation of. @returns the tensor */
export function permutationOf(result: Live, permutation: Permutation): Live {
  permutations.set(result, permutation)
  return result
}

/** What a tensor is a permutation of, where it is known to be one and nothing waits to be applied to it. */
export function beforePermutation(tensor: Live): Permutation | undefined {
  return tensor.pending ? undefined : permutations.get(tensor)
}

/** From [N, C, H, W] to [N, H, W, C], and back. */
export const CHANNELS_LAST: readonly number[] = [0, 2, 3, 1]
export const CHANNELS_FIRST: readonly number[] = [0, 3, 1, 2]
