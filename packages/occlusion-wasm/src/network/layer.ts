import type { ActivationLayer } from './operations/activation.js'
import type { Add } from './operations/add.js'
import type { Combine, CombineTwo } from './operations/combine.js'
import type { Concat } from './operations/concat.js'
import type { Conv2d } from './operations/conv2d.js'
import type { Conv2dTranspose } from './operations/conv2d-transpose.js'
import type { Crop } from './operations/crop.js'
import type { Dense } from './operations/dense.js'
import type { DepthwiseConv2d } from './operations/depthwise-conv2d.js'
import type { Flatten } from './operations/flatten.js'
import type { GlobalPool } from './operations/global-pool.js'
import type { GroupNorm } from './operations/group-norm.js'
import type { L2Normalize } from './operations/l2-normalize.js'
import type { LayerNorm } from './operations/layer-norm.js'
import type { LocalResponseNorm } from './operations/local-response-norm.js'
import type { Pad } from './operations/pad.js'
import type { Pool } from './operations/pool.js'
import type { Reduce } from './operations/reduce.js'
import type { Reshape } from './operations/reshape.js'
import type { Resize } from './operations/resize.js'
import type { ScaleShift } from './operations/scale-shift.js'
import type { Select } from './operations/select.js'
import type { Softmax } from './operations/softmax.js'
import type { Transpose } from './operations/transpose.js'
import type { ZeroPad } from './operations/zero-pad.js'
import type { Shape } from './shape.js'

/** What a layer does to its inputs. Each has its file in `operations/`. */
export type Operation =
  | Conv2d
  | DepthwiseConv2d
  | Dense
  | ScaleShift
  | Combine
  | CombineTwo
  | LayerNorm
  | GroupNorm
  | LocalResponseNorm
  | Softmax
  | L2Normalize
  | ActivationLayer
  | Pool
  | GlobalPool
  | ZeroPad
  | Crop
  | Resize
  | Flatten
  | Reshape
  | Add
  | Conv2dTranspose
  | Concat
  | Reduce
  | Transpose
  | Select
  | Pad

/** Where a layer stands in its network. */
export interface Wiring {
  /** Indices of the layers whose outputs it reads, all before its own; −1 is the image. As many as the operation takes. */
  readonly inputs: readonly number[]
  readonly outputShape: Shape
  /** The name in the model it was read from, for messages. */
  readonly name?: string | undefined
}

export type Layer = Operation & Wiring

/** A layer as one writes it down, its output shape still to be computed. */
export type LayerDescription = Operation & Omit<Wiring, 'outputShape'>
