import { largestMagnitude } from '../largest-magnitude.js'
import { checkPositive, checkWeights } from './checks.js'
import type { OperationRules, Reference } from './operation-rules.js'
import { byRow } from './rows.js'

/**
 * The channels of each place (the last axis), or all values of a vector: less their mean, by the root of their variance and
 * epsilon (`layerNorm`; Ba et al., 2016), or by the root of the mean of their squares and epsilon (`rmsNorm`; Zhang and Sennrich,
 * 2019). Then a factor and an offset for each channel.
 */
export interface LayerNorm {
  readonly kind: 'layerNorm' | 'rmsNorm'
  /** float32 [C]. */
  readonly scale: Float32Array
  /** float32 [C]; zeros where there is none. */
  readonly shift: Float32Array
  /** Above 0. */
  readonly epsilon: number
}

/** Of both kinds. */
export const layerNorm: OperationRules<LayerNorm> = {
  arity: 'one',
  check({ scale, shift, epsilon }, input, label) {
    checkWeights(scale, input.at(-1)!, `${label}, scale`)
    checkWeights(shift, input.at(-1)!, `${label}, shift`)
    checkPositive(epsilon, `${label}, epsilon`)
  },
  outputShape: (_, [input]) => input!,
  multiplyAdds: () => 0,
  // n values of variance 1, or of that mean square, are at most √n.
  gain: ({ scale, shift }) => ({
    factor: 0,
    offset: Math.sqrt(scale.length) * largestMagnitude(scale) + largestMagnitude(shift),
  }),
}

export const layerNormReference: Reference<LayerNorm> = ({ kind, scale, shift, epsilon }, [values], input) =>
  byRow(values!, input, (row) =>
    normalised(row, kind === 'layerNorm', epsilon).map((x, c) => x * scale[c]! + shift[c]!),
  )

/** Less the mean, where `centred`, and by the root of the mean square of what is left and epsilon. */
export function normalised(values: Float64Array, centred: boolean, epsilon: number): Float64Array {
  const mean = (list: Float64Array) => list.reduce((sum, x) => sum + x, 0) / list.length
  const middle = centred ? mean(values) : 0
  const variance = mean(values.map((x) => (x - middle) ** 2))
  return values.map((x) => (x - middle) / Math.sqrt(variance + epsilon))
}
