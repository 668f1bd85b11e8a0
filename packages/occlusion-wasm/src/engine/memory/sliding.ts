import type { Address } from '../../kernels/change-kernels.js'
import type { Pair } from '../../network/shape.js'
import type { Arena } from './arena.js'
import { placeRecord } from './records.js'

/** How the windows of a convolution or pooling lie over its input. */
export interface SlidingSpec {
  readonly size: Pair
  readonly strides: Pair
  readonly dilations: Pair
  readonly top: number
  readonly left: number
  /** Rows and columns of outputs that are used. */
  readonly outputs: Pair
}

/** The sliding that leaves a map of this size as it is. */
export function identitySliding(height: number, width: number): SlidingSpec {
  return { size: [1, 1], strides: [1, 1], dilations: [1, 1], top: 0, left: 0, outputs: [height, width] }
}

/** Outputs along one axis of which a pooling with these windows uses any: those before the end of its last window. */
export function usedOutputs(outputs: Pair, pooling: SlidingSpec): Pair {
  const along = (axis: 0 | 1, border: number) =>
    Math.min(outputs[axis], (pooling.outputs[axis] - 1) * pooling.strides[axis] + pooling.size[axis] - border)
  return [along(0, pooling.top), along(1, pooling.left)]
}

/** Lays a sliding down for the kernels, as assembly/changes/structures.ts reads it. */
export function placeSliding(
  arena: Arena,
  { size, strides, dilations, top, left, outputs }: SlidingSpec,
): Address {
  const [height, width] = size
  const [strideY, strideX] = strides
  const [dilationY, dilationX] = dilations
  const [outHeight, outWidth] = outputs
  return placeRecord(arena, 'Sliding', {
    height,
    width,
    strideY,
    strideX,
    dilationY,
    dilationX,
    top,
    left,
    outHeight,
    outWidth,
  })
}
