import { activated, affine, type Expression } from '../../graph/expression.js'
import { countOf } from '../../graph/value.js'
import { broadcastDims } from '../constants/broadcast.js'
import type { Constant } from '../constants/constant.js'
import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import { dimsOf, liesAlike, ranked } from '../view.js'
import { clipped, lengthOf, onEach } from './activations.js'
import { spelledLayerNorm } from './layer-norm.js'
import { fromLayout, inLayout, layoutOf } from './layout.js'
import type { Operator } from './operator.js'
import { scaledAndShifted } from './per-value.js'

type Binary = 'sum' | 'difference' | 'product' | 'quotient'

/** Add, Sub, Mul and Div, of an image's values and constants in either order, or of two values that depend on the image. */
export const arithmetic =
  (op: Binary): Operator =>
  (node) => {
    const [left, right] = [node.any(0), node.any(1)]
    if (left.kind === 'feature' && right.kind === 'feature') return ofFeatures(node, op)
    if (right.kind === 'constant') return byConstant(node, op, node.feature(0), right)
    return constantBy(node, op, left as Constant, node.feature(1))
  }

/** x ∘ c. */
function byConstant(
  node: NodeContext,
  op: Binary,
  input: Feature,
  { dims, data, ...rest }: Constant,
): Feature {
  const [scale, shift] = affineOf(op)
  if (data.length === 1 && dims.length <= input.view.axes.length) {
    return onEach(node, input, (of) => affine(of, scale(data[0]!), shift(data[0]!)))
  }
  const numbers = Float64Array.from(data)
  return scaledAndShifted(node, input, {
    dims,
    ...rest,
    scale: numbers.map(scale),
    shift: numbers.map(shift),
  })
}

/** The factor and the offset by which x ∘ c is scale·x + shift. */
function affineOf(op: Binary): readonly [(c: number) => number, (c: number) => number] {
  switch (op) {
    case 'sum':
      return [() => 1, (c) => c]
    case 'difference':
      return [() => 1, (c) => -c]
    case 'product':
      return [(c) => c, () => 0]
    default:
      return [(c) => 1 / c, () => 0]
  }
}

/** c ∘ x. */
function constantBy(node: NodeContext, op: Binary, constant: Constant, input: Feature): Feature {
  if (op === 'sum' || op === 'product') return byConstant(node, op, input, constant)
  if (op === 'difference') {
    const negated = onEach(node, input, (of) => affine(of, -1, 0))
    return byConstant(node, 'sum', negated, constant)
  }
  const inverse = onEach(node, input, (of) => activated(of, { name: 'reciprocal' }))
  return byConstant(node, 'product', inverse, constant)
}

function ofFeatures(node: NodeContext, op: Binary): Feature {
  const [left, right] = [node.feature(0), node.feature(1)]
  const sameValues = left.base === right.base && left.view.axes.length === right.view.axes.length
  if (sameValues && liesAlike(left.view, right.view)) {
    const length = lengthOf(left.expression) + lengthOf(right.expression)
    if (length < 64) return { ...left, expression: combined(op, left.expression, right.expression) }
  }
  const norm = op === 'quotient' ? spelledLayerNorm(node, left, right) : undefined
  return norm ?? laidOver(node, layerOf[op], left, right)
}

const layerOf = {
  sum: 'add',
  difference: 'subtract',
  product: 'multiply',
  quotient: 'divide',
} as const

function combined(op: Binary, left: Expression, right: Expression): Expression {
  if (op === 'difference') return { op: 'sum', left, right: affine(right, -1, 0) }
  return { op, left, right }
}

/** Two tensors combined value by value, their sizes broadcast to each other. */
function laidOver(
  node: NodeContext,
  kind: 'add' | 'subtract' | 'multiply' | 'divide' | 'maximum' | 'minimum',
  left: Feature,
  right: Feature,
): Feature {
  const { reading, name } = node
  const rank = Math.max(left.view.axes.length, right.view.axes.length)
  const [one, other] = [left, right].map((input) => ({ ...input, view: ranked(input.view, rank) })) as [
    Feature,
    Feature,
  ]
  const dims = broadcastDims(node, dimsOf(one.view), dimsOf(other.view))
  if (liesAlike(one.view, other.view)) {
    const first = reading.settled(one, name)
    const second = reading.shaped(reading.settled(other, name), first.shape, name)
    return node.gives(reading.add([first, second], { kind }, name), one.view)
  }
  const larger = countOf(dimsOf(one.view)) >= countOf(dimsOf(other.view)) ? one : other
  const order = layoutOf(node, larger.view)
  const values = [one, other].map((input) => inLayout(node, input, order))
  return fromLayout(node, reading.add(values, { kind }, name), dims, order)
}

/** Sum: Add of any number. */
export const sum: Operator = (node) => {
  if (node.inputs.length === 1) return node.feature()
  let total = node.any(0)
  for (const value of node.inputs.slice(1)) {
    const pair = Object.create(node, { inputs: { value: [total, value] } }) as NodeContext
    total = arithmetic('sum')(pair) as Feature
  }
  return total
}

/** Mean of any number: their sum over how many there are. */
export const mean: Operator = (node) =>
  onEach(node, sum(node) as Feature, (of) => affine(of, 1 / node.inputs.length, 0))

/** Pow by one number. */
export const power: Operator = (node) => {
  const { data } = node.constant(1)
  if (data.length !== 1) throw node.unsupported('by more than one exponent')
  const exponent = data[0]!
  return onEach(node, node.feature(), (of) => raised(of, exponent))
}

function raised(of: Expression, exponent: number): Expression {
  if (exponent === 1) return of
  if (exponent === 2) return activated(of, { name: 'square' })
  return activated(of, exponent === 0.5 ? { name: 'sqrt' } : { name: 'power', exponent })
}

/** Max and Min of values and numbers. */
export const bounded =
  (kind: 'maximum' | 'minimum'): Operator =>
  (node) => {
    const features = node.inputs.flatMap((value, index) =>
      value?.kind === 'feature' ? [node.feature(index)] : [],
    )
    const constants = node.inputs.flatMap((value) => (value?.kind === 'constant' ? [value.data] : []))
    if (constants.some(({ length }) => length !== 1)) throw node.unsupported('with more than one number')
    const all = features.slice(1).reduce((a, b) => laidOver(node, kind, a, b), features[0]!)
    return constants.reduce((value, [number]) => {
      const [least, most] = kind === 'maximum' ? [number!, Infinity] : [-Infinity, number!]
      return onEach(node, value, (of) => clipped(of, least, most))
    }, all)
  }
