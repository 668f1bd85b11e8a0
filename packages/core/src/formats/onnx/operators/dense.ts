import { kernelOf, type Matrix } from '../../../network/kernel-of.js'
import type { Constant } from '../constants/constant.js'
import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import { dimsOf, storedPlaces, transposed, viewOf } from '../view.js'
import type { Operator } from './operator.js'

/** Gemm: alpha·A·B + beta·C, either transposed. */
export const gemm: Operator = (node) => {
  const { attributes } = node
  const input = node.feature()
  const weights = node.constant(1)
  if (weights.dims.length !== 2)
    throw node.malformed(`expected a matrix of weights, got [${weights.dims.join(', ')}]`)
  const view = attributes.integer('transA', 0) ? transposed(input.view, [1, 0]) : input.view
  const matrix = matrixOf(weights, attributes.integer('transB', 0) !== 0)
  const alpha = attributes.number('alpha', 1)
  return product(node, { ...input, view }, matrix, alpha, gemmBias(node, matrix.units))
}

function gemmBias(node: NodeContext, units: number): Float32Array {
  const bias = node.optional(2)
  if (!bias) return new Float32Array(units)
  const beta = node.attributes.number('beta', 1)
  const { data, dims } = bias
  if (data.length === 1) return new Float32Array(units).fill(beta * data[0]!)
  if (data.length === units && dims.at(-1) === units) return Float32Array.from(data, (value) => beta * value)
  throw node.unsupported(`with a bias of [${dims.join(', ')}] for ${units} values`)
}

/** MatMul by a constant matrix: of a vector, or of each of many along the last axis. */
export const matMul: Operator = (node) => {
  const input = node.feature()
  const weights = node.constant(1)
  const outer = weights.dims.slice(0, -2)
  if (weights.dims.length < 2 || outer.some((size) => size !== 1)) {
    throw node.unsupported(`by [${weights.dims.join(', ')}]`)
  }
  const matrix = matrixOf(weights, false)
  return product(node, input, matrix, 1, new Float32Array(matrix.units))
}

/** The last two axes as a matrix. */
function matrixOf(values: Constant, transpose: boolean): Matrix {
  const [first, second] = values.dims.slice(-2) as [number, number]
  return transpose
    ? { values, rows: second, units: first, rowStep: 1, columnStep: second }
    : { values, rows: first, units: second, rowStep: second, columnStep: 1 }
}

function product(
  node: NodeContext,
  input: Feature,
  matrix: Matrix,
  alpha: number,
  bias: Float32Array,
): Feature {
  const dims = dimsOf(input.view)
  if (dims.at(-1) !== matrix.rows) {
    throw node.malformed(`weights for ${matrix.rows} values, its input has [${dims.join(', ')}]`)
  }
  const vectors = dims.slice(0, -1).reduce((count, size) => count * size, 1)
  return vectors === 1
    ? ofVector(node, input, matrix, alpha, bias)
    : ofVectors(node, input, matrix, alpha, bias, vectors)
}

/** The rows follow the order in which values are stored, so that nothing is moved: a flattened map keeps its channels last. */
function ofVector(
  node: NodeContext,
  input: Feature,
  matrix: Matrix,
  alpha: number,
  bias: Float32Array,
): Feature {
  const { reading, name } = node
  const kernel = kernelOf(matrix, storedPlaces(input.view), alpha)
  const vector = reading.shaped(reading.settled(input, name), [matrix.rows], name)
  const output = reading.add([vector], { kind: 'dense', kernel, bias }, name)
  return node.gives(output, viewOf([...dimsOf(input.view).slice(0, -1), matrix.units]))
}

/** A convolution of 1×1 over as many places as there are vectors. */
function ofVectors(
  node: NodeContext,
  input: Feature,
  matrix: Matrix,
  alpha: number,
  bias: Float32Array,
  vectors: number,
): Feature {
  const { reading, name } = node
  const dims = dimsOf(input.view)
  const last = dims.length - 1
  const channels = input.view.axes[last]!
  const outer = input.view.factors.map((_, factor) => factor).filter((factor) => !channels.includes(factor))
  if ([...outer, ...channels].some((factor, place) => factor !== place)) {
    throw node.unsupported('of vectors that are not stored last')
  }
  const { shape } = input.base
  const map = shape.length === 3 && shape[2] === matrix.rows ? shape : [vectors, 1, matrix.rows]
  const value = reading.shaped(reading.settled(input, name), map, name)
  const kernel = kernelOf(
    matrix,
    Int32Array.from({ length: matrix.rows }, (_, row) => row),
    alpha,
  )
  const settings = { kernelSize: [1, 1], strides: [1, 1], dilation: [1, 1], padding: [0, 0, 0, 0] } as const
  const output = reading.add([value], { kind: 'conv2d', kernel, bias, ...settings }, name)
  const factors = [...outer.map((factor) => input.view.factors[factor]!), matrix.units]
  const axes = [...input.view.axes.slice(0, -1), [factors.length - 1]]
  return node.gives(output, { factors, axes })
}
