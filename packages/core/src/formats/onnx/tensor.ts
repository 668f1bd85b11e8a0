import type { OutputHead } from '@umbra/occlusion-wasm'
import type { NetworkValue } from '../../network/network-builder.js'
import { type Expression, X } from '../graph/expression.js'
import type { Constant } from './constants/constant.js'
import type { View } from './view.js'

/** What is left to be done to values, unless the model ends with it. */
export interface PendingHead extends Pick<OutputHead, 'kind' | 'reason'> {
  /** The tensor with that done. @throws UnsupportedLayerError where no layer does it */
  readonly computed: () => Feature
}

/** A tensor that depends on the image: what is done to each value alone of a value of the network, seen through a view. */
export interface Feature {
  readonly kind: 'feature'
  readonly view: View
  readonly base: NetworkValue
  readonly expression: Expression
  /** Of a softmax, or the class it chooses, that may be the model's end: the values are those that it is made of. */
  readonly head?: PendingHead | undefined
}

/** What stands for an ONNX tensor while a file is read. */
export type Tensor = Constant | Feature

export function feature(base: NetworkValue, view: View, expression: Expression = X): Feature {
  return { kind: 'feature', base, view, expression }
}
