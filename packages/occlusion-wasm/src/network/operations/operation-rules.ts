import type { Shape } from '../shape.js'

/** A bound: the output is at most factor · input + offset in magnitude. Where there are several inputs, theirs add up. */
export interface Gain {
  readonly factor: number
  readonly offset: number
  /** Of sums: the same factor, but for inputs of random signs. */
  readonly root?: number | undefined
  /** Where no line bounds the output: its largest magnitude for so many inputs whose bounds add up to this. */
  readonly growth?: ((sum: number, inputs: number) => number) | undefined
  /** Where no line tells how large values that come up to this make the output: that. */
  readonly room?: ((value: number, inputs: number) => number) | undefined
}

/**
 * All that is known of an operation, but for how the engine computes it, which is its stage, in `engine/`, and its definition.
 *
 * @typeParam O - the operation's settings and weights
 */
export interface OperationRules<O> {
  /** How many inputs it has. */
  readonly arity: 'one' | 'two' | 'two or more'
  /**
   * Checks settings, and weights against the input.
   *
   * @param input - shape of the first input
   * @param label - how to call the layer in a message
   * @throws NetworkError `LAYER_UNKNOWN`, `LAYER_SETTING`, `WEIGHTS_LENGTH` or `WEIGHTS_NOT_FINITE`
   */
  check(operation: O, input: Shape, label: string): void
  /** @throws NetworkError `SHAPE_MISMATCH` if it cannot take inputs of these shapes */
  outputShape(operation: O, inputs: readonly Shape[], label: string): Shape
  /** Multiply-adds for one image; 0 where there is no sum of products. */
  multiplyAdds(operation: O, output: Shape): number
  /** How much larger the output may be than the input. @param input - shape of the first input */
  gain(operation: O, input: Shape): Gain
}

/**
 * The definition of an operation, in float64. Beside its rules and not among them: what runs networks bundles none of it.
 *
 * @param inputs - values of each input, flat
 * @param input - shape of the first of them
 * @param shapes - of all of them
 * @returns flat, of the shape `output`
 */
export type Reference<O> = (
  operation: O,
  inputs: readonly Float64Array[],
  input: Shape,
  output: Shape,
  shapes: readonly Shape[],
) => Float64Array

/** Of operations that move values, or choose or average among them. */
export const noGain: Gain = { factor: 1, offset: 0 }
