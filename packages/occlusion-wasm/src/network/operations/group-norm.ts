import { largestMagnitude } from '../largest-magnitude.js'
import { NetworkError } from '../network-error.js'
import { MOST_VALUES } from '../network-size.js'
import { checkPositive, checkWeights, mapShape } from './checks.js'
import { normalised } from './layer-norm.js'
import type { OperationRules, Reference } from './operation-rules.js'

/**
 * A map less the mean, by the root of the variance and epsilon, of each group of channels over all places (Wu and He, 2018); then a
 * factor and an offset for each channel. As many groups as channels are instance norm, one group is layer norm over the map.
 */
export interface GroupNorm {
  readonly kind: 'groupNorm'
  /** Of equally many channels, one after the other. */
  readonly groups: number
  /** float32 [C]. */
  readonly scale: Float32Array
  /** float32 [C]; zeros where there is none. */
  readonly shift: Float32Array
  /** Above 0. */
  readonly epsilon: number
}

export const groupNorm: OperationRules<GroupNorm> = {
  arity: 'one',
  check({ groups, scale, shift, epsilon }, input, label) {
    const channels = input.at(-1)!
    if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
      throw new NetworkError(
        'LAYER_SETTING',
        `${label}, groups: expected a number that ${channels} channels can be shared out among, got ${groups}`,
      )
    }
    checkWeights(scale, channels, `${label}, scale`)
    checkWeights(shift, channels, `${label}, shift`)
    checkPositive(epsilon, `${label}, epsilon`)
  },
  outputShape: (_, [input], label) => mapShape(input!, label),
  multiplyAdds: () => 0,
  // n values of variance 1 are at most √n.
  gain: ({ scale, shift }) => ({
    factor: 0,
    offset: Math.sqrt(MOST_VALUES) * largestMagnitude(scale) + largestMagnitude(shift),
  }),
}

export const groupNormReference: Reference<GroupNorm> = (
  { groups, scale, shift, epsilon },
  [values],
  input,
) => {
  const channels = input[2]!
  const groupOf = (i: number) => Math.floor(((i % channels) * groups) / channels)
  const result = new Float64Array(values!.length)
  for (let group = 0; group < groups; group++) {
    const members = Array.from(values!.keys()).filter((i) => groupOf(i) === group)
    const normal = normalised(
      Float64Array.from(members, (i) => values![i]!),
      true,
      epsilon,
    )
    for (const [k, i] of members.entries()) {
      result[i] = normal[k]! * scale[i % channels]! + shift[i % channels]!
    }
  }
  return result
}
