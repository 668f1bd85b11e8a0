import type { NetworkValue } from '../../network/network-builder.js'
import { type GraphContext, inShape, settled, unsupported } from './graph-context.js'
import { type Live, shapeText } from './value.js'

/** A tensor's values in a shape of the network's, and which of its axes each of the tensor's is. */
export interface Axes {
  readonly value: NetworkValue
  /** Undefined for an axis of one place that the network leaves out. */
  readonly axisOf: (axis: number) => number | undefined
}

/** As a map [H, W, C], [n, 1, C], or a vector, without axes of one place that come first. @throws UnsupportedLayerError */
export function withAxes(context: GraphContext, given: Live): Axes {
  const input = settled(context, given)
  const { shape } = input
  const rank = shape.length
  if (rank === 4 && shape[0] === 1) {
    return {
      value: inShape(context, input.value, shape.slice(1)),
      axisOf: (axis) => (axis > 0 ? axis - 1 : undefined),
    }
  }
  const first = shape.findIndex((size) => size !== 1)
  const left = first < 0 ? shape.slice(-1) : shape.slice(first)
  const before = rank - left.length
  const places = [[0], [0], [0, 2], [0, 1, 2]][left.length]
  if (!places) throw unsupported(context, `reads a tensor of shape ${shapeText(shape)}`)
  const sizes = left.length === 2 ? [left[0]!, 1, left[1]!] : left.length === 0 ? [1] : left
  return { value: inShape(context, input.value, sizes), axisOf: (axis) => places[axis - before] }
}
