import type { Layer } from '@umbra/occlusion-wasm'
import { X } from '../../graph/expression.js'
import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import { dimsOf } from '../view.js'
import { inRows } from './layout.js'
import type { Operator } from './operator.js'

/** Stands for an epsilon of 0, which keeps zeros from being divided by zero. */
const SMALLEST = 1e-30

/** A norm's epsilon. */
export function epsilonOf(node: NodeContext): number {
  const epsilon = node.attributes.number('epsilon', 1e-5)
  return epsilon > 0 ? epsilon : SMALLEST
}

/** LayerNormalization and RMSNormalization over the last axes, from `axis` on. */
export const layerNormalisation =
  (kind: 'layerNorm' | 'rmsNorm'): Operator =>
  (node) => {
    const input = node.feature()
    const dims = dimsOf(input.view)
    const first = node.axis(node.attributes.integer('axis', -1), dims.length)
    const { value, view } = inRows(node, input, dims.map((_, axis) => axis).slice(first))
    const size = value.shape.at(-1)!
    const [scale, shift] = [vector(node, 1, size, 1), vector(node, 2, size, 0)]
    return node.gives(
      node.reading.add([value], { kind, scale, shift, epsilon: epsilonOf(node) }, node.name),
      view,
    )
  }

/** LpNormalization by the root of the sum of squares. */
export const lpNormalisation: Operator = (node) => {
  const input = node.feature()
  const axis = node.axis(node.attributes.integer('axis', -1), input.view.axes.length)
  if (node.attributes.integer('p', 2) !== 2) throw node.unsupported('by the sum of magnitudes')
  const { value, view } = inRows(node, input, [axis])
  return node.gives(node.reading.add([value], { kind: 'l2Normalize', epsilon: SMALLEST }, node.name), view)
}

function vector(node: NodeContext, index: number, size: number, otherwise: number): Float32Array {
  const given = node.optional(index)
  if (!given) return new Float32Array(size).fill(otherwise)
  const { data } = given
  if (data.length === size) return Float32Array.from(data)
  throw node.unsupported(`with ${data.length} values as input ${index} for ${size}`)
}

/**
 * The layer norm, its factors still to come, that a quotient spells out: (x − mean) / √(mean of (x − mean)² + epsilon), means over the
 * last axis. Undefined for any other.
 */
export function spelledLayerNorm(node: NodeContext, left: Feature, right: Feature): Feature | undefined {
  const { layers } = node.reading.builder
  const at = (index: number | undefined) => (index === undefined ? undefined : layers[index])
  const centred = at(left.base.index)
  const root = right.expression
  const epsilon = root.op === 'activation' && root.activation.name === 'sqrt' ? offsetOf(root.of) : undefined
  if (left.expression !== X || centred?.kind !== 'subtract' || epsilon === undefined) return undefined
  const [x, mean] = centred.inputs as [number, number]
  const variance = at(right.base.index)
  const squares = at(variance?.inputs[0])
  const last = left.base.shape.length - 1
  const spelled =
    isMean(at(mean), last) &&
    at(mean)!.inputs[0] === x &&
    isMean(variance, last) &&
    squares?.kind === 'activation' &&
    squares.activation.name === 'square' &&
    squares.inputs[0] === left.base.index
  if (!spelled) return undefined
  const size = left.base.shape.at(-1)!
  const [scale, shift] = [new Float32Array(size).fill(1), new Float32Array(size)]
  const operation = { kind: 'layerNorm', scale, shift, epsilon } as const
  const value = node.reading.add([{ index: x, shape: left.base.shape }], operation, node.name)
  return node.gives(value, left.view)
}

/** What is added to x, if that is all that is done; above 0. */
function offsetOf(expression: Feature['expression']): number | undefined {
  if (expression.op !== 'affine' || expression.of.op !== 'x' || expression.scale !== 1) return undefined
  return expression.shift > 0 ? expression.shift : undefined
}

function isMean(layer: Pick<Layer, 'kind'> | undefined, axis: number): boolean {
  const reduce = layer as Extract<Layer, { kind: 'reduce' }> | undefined
  return (
    reduce?.kind === 'reduce' && reduce.by === 'mean' && reduce.keepAxes && reduce.axes.join() === `${axis}`
  )
}
