import type { Activation } from '@umbra/occlusion-wasm'
import { activated, affine, type Expression, X } from '../../graph/expression.js'
import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import type { Operator } from './operator.js'
import { scaledAndShifted } from './per-value.js'

/** Parts that an expression may have before it is computed: beyond, it is no activation that anyone spells out. */
const LONGEST = 32

/** A function of each value alone. */
export function elementwise(make: (of: Expression, node: NodeContext) => Expression): Operator {
  return (node) => onEach(node, node.feature(), make)
}

export function onEach(
  node: NodeContext,
  input: Feature,
  make: (of: Expression, node: NodeContext) => Expression,
): Feature {
  const own = lengthOf(input.expression) < LONGEST ? input : node.reading.rebased(input, node.name)
  return { ...own, expression: make(own.expression, node) }
}

/** How many parts there are, each as often as it is written. */
export function lengthOf(expression: Expression): number {
  if (expression.op === 'x') return 1
  if ('of' in expression) return 1 + lengthOf(expression.of)
  return 1 + lengthOf(expression.left) + lengthOf(expression.right)
}

export function named(activation: Activation): Operator {
  return elementwise((of) => activated(of, activation))
}

/** One whose setting is an attribute: the slope below 0, or the limit far below it. */
export function withAlpha(name: 'leakyRelu' | 'elu' | 'celu', otherwise: number): Operator {
  return elementwise((of, node) => activated(of, { name, alpha: node.attributes.number('alpha', otherwise) }))
}

/** max(0, min(1, alpha·x + beta)). */
export const hardSigmoid: Operator = elementwise((of, { attributes }) => {
  const [alpha, beta] = [attributes.number('alpha', 0.2), attributes.number('beta', 0.5)]
  if (beta === 0.5) return activated(of, { name: 'hardSigmoid', slope: alpha })
  return activated(affine(of, alpha, beta), { name: 'clip', least: 0, most: 1 })
})

/** gamma·(e^x·alpha − alpha) below 0, gamma·x above. */
export const selu: Operator = elementwise((of, { attributes }) => {
  const alpha = attributes.number('alpha', 1.6732632)
  const gamma = attributes.number('gamma', 1.050701)
  if (Math.abs(alpha - 1.6732632) < 1e-6 && Math.abs(gamma - 1.050701) < 1e-6)
    return activated(of, { name: 'selu' })
  return affine(activated(of, { name: 'elu', alpha }), gamma, 0)
})

/** Gelu, by the error function or by its approximation through tanh. */
export const gelu: Operator = elementwise((of, { attributes }) =>
  activated(of, { name: attributes.text('approximate', 'none') === 'tanh' ? 'geluTanh' : 'gelu' }),
)

/** x·σ(alpha·x). */
export const swish: Operator = elementwise((of, { attributes }) => {
  const alpha = attributes.number('alpha', 1)
  if (alpha === 1) return activated(of, { name: 'swish' })
  if (alpha === 0) return affine(of, 0.5, 0)
  return affine(activated(affine(of, alpha, 0), { name: 'swish' }), 1 / alpha, 0)
})

/** Clip, whose bounds are attributes in older versions and inputs in newer ones. */
export const clip: Operator = (node) => {
  const bound = (name: string, index: number, otherwise: number) => {
    const { data } = node.optional(index) ?? { data: [node.attributes.number(name, otherwise)] }
    if (data.length === 1) return data[0]!
    throw node.malformed(`expected one number as ${name}, got ${data.length}`)
  }
  const least = bound('min', 1, Number.NEGATIVE_INFINITY)
  const most = bound('max', 2, Number.POSITIVE_INFINITY)
  return onEach(node, node.feature(), (of) => clipped(of, least, most))
}

/** x held within bounds; of the largest numbers of float32, which files write for none, it is left as it is. */
export function clipped(of: Expression, least: number, most: number): Expression {
  const [lower, upper] = [
    least < -3.4e38 ? Number.NEGATIVE_INFINITY : least,
    most > 3.4e38 ? Number.POSITIVE_INFINITY : most,
  ]
  if (lower === Number.NEGATIVE_INFINITY && upper === Number.POSITIVE_INFINITY) return of
  if (lower === 0 && upper === Number.POSITIVE_INFINITY) return activated(of, { name: 'relu' })
  if (lower === 0 && upper === 6) return activated(of, { name: 'relu6' })
  // Bounds that cross give the upper one, whatever x is.
  return activated(of, { name: 'clip', least: Math.min(lower, upper), most: upper })
}

/** Thresholded ReLU: x above alpha, else 0. */
export const thresholdedRelu: Operator = elementwise((of, node) => {
  const threshold = node.attributes.number('alpha', 1)
  if (threshold < 0) throw node.unsupported(`with a threshold of ${threshold}`)
  return activated(of, {
    name: 'thresholdRelu',
    negativeSlope: 0,
    threshold,
    limit: Number.POSITIVE_INFINITY,
  })
})

/** Shrink: 0 within ±lambd, beyond it x drawn in by bias. */
export const shrink: Operator = elementwise((of, node) => {
  const [threshold, bias] = [node.attributes.number('lambd', 0.5), node.attributes.number('bias', 0)]
  if (threshold >= 0 && bias === 0) return activated(of, { name: 'hardShrink', threshold })
  if (threshold >= 0 && bias === threshold) return activated(of, { name: 'softShrink', threshold })
  throw node.unsupported(`with lambd ${threshold} and bias ${bias}`)
})

/** PRelu (He et al., 2015): max(x, 0) − slope·max(−x, 0), a slope for each value or shared along axes. */
export const prelu: Operator = (node) => {
  const slope = node.constant(1)
  const { data } = slope
  if (data.length === 1)
    return onEach(node, node.feature(), (of) => activated(of, { name: 'leakyRelu', alpha: data[0]! }))
  const input = node.reading.rebased(node.feature(), node.name)
  const above = onEach(node, input, () => activated(X, { name: 'relu' }))
  const below = onEach(node, input, () => activated(affine(X, -1, 0), { name: 'relu' }))
  const scale = data.map((value) => -value)
  const sloped = scaledAndShifted(node, below, {
    dims: slope.dims,
    scale,
    shift: new Float32Array(data.length),
  })
  const { reading, name } = node
  const left = reading.shaped(reading.settled(above, name), sloped.base.shape, name)
  return node.gives(reading.add([left, sloped.base], { kind: 'add' }, name), sloped.view)
}
