import type { NodeContext } from '../node-context.js'
import { dimsOf } from '../view.js'
import type { Operator } from './operator.js'
import { scaledAndShifted } from './per-value.js'

/**
 * BatchNormalization once trained: scale·(x − mean)/√(variance + epsilon) + bias, as one factor and one offset a channel (Ioffe and
 * Szegedy, 2015, algorithm 2). Computed in float64 and rounded once.
 */
export const batchNormalisation: Operator = (node) => {
  const input = node.feature()
  const dims = dimsOf(input.view)
  const channels = dims[1] ?? 1
  if (node.attributes.integer('training_mode', 0) !== 0) throw node.unsupported('in training mode')
  if (node.attributes.integer('spatial', 1) !== 1) throw node.unsupported('that is not spatial')
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((index) => parameter(node, index, channels))
  const epsilon = node.attributes.number('epsilon', 1e-5)
  const factors = Float64Array.from(scale!, (gamma, c) => gamma / Math.sqrt(variance![c]! + epsilon))
  const shifts = factors.map((factor, c) => bias![c]! - mean![c]! * factor)
  const sizes = dims.map((_, axis) => (axis === 1 ? channels : 1))
  return scaledAndShifted(node, input, { dims: sizes, scale: factors, shift: shifts })
}

function parameter(node: NodeContext, index: number, channels: number) {
  const { data } = node.constant(index)
  if (data.length === channels) return data
  throw node.malformed(`expected ${channels} values as input ${index}, got ${data.length}`)
}
