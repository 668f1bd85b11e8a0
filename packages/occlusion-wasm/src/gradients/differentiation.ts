import type { Shape } from '../network/shape.js'
import type { ConvolutionProducts } from './convolution-products.js'

/** A layer, and what it is given. */
export interface Site<O> {
  readonly layer: O
  /** Values of each input, flat. */
  readonly inputs: readonly Float32Array[]
  readonly shapes: readonly Shape[]
  /** Of the output. */
  readonly shape: Shape
  readonly products: ConvolutionProducts
}

/** A layer once its values are there. */
export interface Computed<O> extends Site<O> {
  /** The layer's own values, flat. */
  readonly output: Float32Array
}

/**
 * How an operation is computed forwards in float32, and how slopes go back through it. A slope is the derivative of one number, a
 * class's score, by a value. Sums are added up in float64, but for those of convolutions, and rounded once.
 *
 * @typeParam O - the operation's settings and weights
 */
export interface Differentiation<O> {
  /** Its values, flat; those of its definition, rounded, where there is none. */
  forward?(site: Site<O>): Float32Array
  /**
   * Slopes of each input from those of the output: the transposed Jacobian times them. Neither they nor what is returned is changed
   * later, so that an array may stand for several.
   *
   * @param slope - of the output, flat
   */
  backward(computed: Computed<O>, slope: Float32Array): readonly Float32Array[]
}
