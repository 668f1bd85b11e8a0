import type { Operation, Shape } from '@umbra/occlusion-wasm'
import type { Tensor, TensorFlow } from '../tensorflow.js'

/** The member of the union that has this kind, among others perhaps. */
export type OfKind<Kind, O = Operation> = O extends { readonly kind: infer K }
  ? Kind extends K
    ? O
    : never
  : never

/** What an operation makes of its inputs, [n, …] each; the shapes are those of one image's values. */
export interface Values {
  readonly inputs: readonly Tensor[]
  readonly shapes: readonly Shape[]
  readonly output: Shape
  /** A weight or a list of indices as a tensor, made once. */
  constant(values: Float32Array | Int32Array, shape: readonly number[]): Tensor
}

/** An operation in those of TensorFlow.js. */
export type Compute<O> = (tf: TensorFlow, operation: O, values: Values) => Tensor
