import type { OutputHead } from '@umbra/occlusion-wasm'
import type { NetworkValue } from '../../network/network-builder.js'
import type { Constant } from './constants/constant.js'
import { type Expression, X } from './expression.js'
import type { View } from './view.js'

/** A tensor that depends on the image: what is done to each value alone of a value of the network, seen through a view. */
export interface Feature {
  readonly kind: 'feature'
  readonly view: View
  readonly base: NetworkValue
  readonly expression: Expression
  /** Of a tensor that is a softmax, or the class it chooses: what it is made of is the value, and this what was done to it. */
  readonly head?: Pick<OutputHead, 'kind' | 'reason'> | undefined
}

/** What stands for an ONNX tensor while a file is read. */
export type Value = Constant | Feature

export function feature(base: NetworkValue, view: View, expression: Expression = X): Feature {
  return { kind: 'feature', base, view, expression }
}
