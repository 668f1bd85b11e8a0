import { checkPositive, checkSizes, mapShape } from './checks.js'
import { noGain, type OperationRules, type Reference } from './operation-rules.js'
import { byRow } from './rows.js'

/**
 * x / (bias + alpha·Σx²)^beta, the sum over the channels around x at its place (Krizhevsky et al., 2012). TensorFlow's
 * `depth_radius` r is a radius of [r, r]; ONNX's `size` n is [⌊(n − 1)/2⌋, ⌈(n − 1)/2⌉] and PyTorch's [⌊n/2⌋, ⌊(n − 1)/2⌋], both
 * with an alpha divided by n.
 */
export interface LocalResponseNorm {
  readonly kind: 'localResponseNorm'
  /** Channels before and behind x that the sum goes over, as far as there are any. */
  readonly radius: readonly [before: number, after: number]
  /** 0 or more. */
  readonly alpha: number
  /** 0 or more. */
  readonly beta: number
  /** Above 0. */
  readonly bias: number
}

export const localResponseNorm: OperationRules<LocalResponseNorm> = {
  arity: 'one',
  check({ radius, alpha, beta, bias }, _, label) {
    checkSizes(radius, 2, 0, `${label}, radius`)
    checkPositive(alpha, `${label}, alpha`, true)
    checkPositive(beta, `${label}, beta`, true)
    checkPositive(bias, `${label}, bias`)
  },
  outputShape: (_, [input], label) => mapShape(input!, label),
  multiplyAdds: () => 0,
  gain: ({ beta, bias }) => ({ ...noGain, factor: bias ** -beta }),
}

export const localResponseNormReference: Reference<LocalResponseNorm> = (
  { radius: [before, after], alpha, beta, bias },
  [values],
  input,
) =>
  byRow(values!, input, (row) =>
    row.map((x, c) => {
      const around = row.subarray(Math.max(0, c - before), c + after + 1)
      return x / (bias + alpha * around.reduce((sum, y) => sum + y * y, 0)) ** beta
    }),
  )
