import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import { dimsOf, factorOrder } from '../view.js'
import { epsilonOf } from './layer-norm.js'
import { fromLayout, inLayout } from './layout.js'
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
  const training = node.opset < 14 ? node.outputs > 1 : node.attributes.integer('training_mode', 0) !== 0
  if (training) throw node.unsupported('in training mode')
  if (node.attributes.integer('spatial', 1) !== 1) throw node.unsupported('that is not spatial')
  const [scale, bias, mean, variance] = [1, 2, 3, 4].map((index) => parameter(node, index, channels))
  const epsilon = node.attributes.number('epsilon', 1e-5)
  const factors = Float64Array.from(scale!, (gamma, c) => gamma / Math.sqrt(variance![c]! + epsilon))
  const shifts = factors.map((factor, c) => bias![c]! - mean![c]! * factor)
  const sizes = dims.map((_, axis) => (axis === 1 ? channels : 1))
  return scaledAndShifted(node, input, { dims: sizes, scale: factors, shift: shifts })
}

/** InstanceNormalization: each channel of a map, or each group of channels where the file has folded them so. */
export const instanceNormalisation: Operator = (node) => {
  const input = node.feature()
  const dims = dimsOf(input.view)
  const groups = dims[1] ?? 1
  const [scale, shift] = [parameter(node, 1, groups), parameter(node, 2, groups)]
  return groupNorm(node, input, groups, scale, shift)
}

/** GroupNormalization, whose factors are given by group (before version 21) or by channel. */
export const groupNormalisation: Operator = (node) => {
  const input = node.feature()
  const channels = dimsOf(input.view)[1] ?? 1
  const groups = node.attributes.integer('num_groups', 1)
  const count = node.opset < 21 ? groups : channels
  return groupNorm(node, input, groups, parameter(node, 1, count), parameter(node, 2, count))
}

/** @param scale - of as many groups or channels; those of a group are repeated */
function groupNorm(
  node: NodeContext,
  input: Feature,
  groups: number,
  scale: ArrayLike<number>,
  shift: ArrayLike<number>,
): Feature {
  const { reading, name } = node
  const epsilon = epsilonOf(node)
  const dims = dimsOf(input.view)
  const folded = dims.length !== 4
  const value = folded ? foldedMap(node, input) : inLayout(node, input, channelsLast(node, input))
  const channels = value.shape.at(-1)!
  if (channels % groups !== 0) throw node.malformed(`${channels} channels in ${groups} groups`)
  const each = (values: ArrayLike<number>) =>
    Float32Array.from({ length: channels }, (_, c) => values[Math.floor((c * values.length) / channels)]!)
  const output = reading.add(
    [value],
    { kind: 'groupNorm', groups, scale: each(scale), shift: each(shift), epsilon },
    name,
  )
  return folded ? node.gives(output, input.view) : fromLayout(node, output, dims, channelsLast(node, input))
}

function channelsLast(node: NodeContext, input: Feature): readonly number[] {
  const dims = dimsOf(input.view)
  if (dims[0] !== 1) throw node.unsupported(`of [${dims.join(', ')}]`)
  return [2, 3, 1]
}

/**
 * The map [H, W, C] whose channels a tensor [1, groups, n] has folded into groups: their factor is stored right before what else
 * there is of the channels.
 */
function foldedMap(node: NodeContext, input: Feature) {
  const { view } = input
  const { shape } = input.base
  const [, group, rest] = view.axes
  const last = view.factors.length
  const outer = group?.at(-1) ?? -1
  const inner = (rest ?? []).filter((factor) => factor > outer)
  const channels = [...(group ?? []), ...inner].reduce(
    (product, factor) => product * view.factors[factor]!,
    1,
  )
  const together = [...(group ?? []), ...inner].every((factor, i, all) => factor === last - all.length + i)
  if (view.axes.length !== 3 || !together || shape.length !== 3 || shape[2] !== channels) {
    throw node.unsupported(
      `of [${dimsOf(view).join(', ')}], stored as factors [${factorOrder(view).join(', ')}]`,
    )
  }
  return node.reading.settled(input, node.name)
}

/** LRN (Krizhevsky et al., 2012), whose alpha is divided by how many channels a sum goes over. */
export const localResponseNorm: Operator = (node) => {
  const { attributes, reading, name } = node
  const input = node.feature()
  const dims = node.mapDims(input)
  const size = attributes.integer('size', 1)
  const radius = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)] as const
  const [alpha, beta, bias] = [
    attributes.number('alpha', 1e-4),
    attributes.number('beta', 0.75),
    attributes.number('bias', 1),
  ]
  const operation = { kind: 'localResponseNorm', radius, alpha: alpha / size, beta, bias } as const
  const output = reading.add([reading.map(input, name)], operation, name)
  return fromLayout(node, output, dims, [2, 3, 1])
}

function parameter(node: NodeContext, index: number, count: number) {
  const { data } = node.constant(index)
  if (data.length === count) return data
  throw node.malformed(`expected ${count} values as input ${index}, got ${data.length}`)
}
