import { type GraphContext, malformed, unsupported } from '../graph/graph-context.js'
import { constantInput, listInput, liveInput } from '../graph/node-inputs.js'
import { transposed } from '../graph/rearranged.js'
import { reshaped } from '../graph/shapes.js'
import { type Constant, countOf, type Live, shapeText } from '../graph/value.js'
import { convolved, convolvedBack, depthwiseConvolved, multipliedByMatrix } from '../graph/weighted.js'
import { biasInput, fused, type OperatorNode, windowsOf } from './operator-reader.js'

/** CONV_2D: kernel [Cout, kh, kw, Cin / groups]. */
export function readConv2d(node: OperatorNode): Live {
  const kernel = transposed(node, ofFourAxes(node, constantInput(node, 1)), [1, 2, 3, 0])
  const windows = windowsOf(node, [node.options?.int(5, 1) ?? 1, node.options?.int(4, 1) ?? 1])
  return fused(node, 3, convolved(node, liveInput(node, 0), kernel, biasInput(node, 2), windows))
}

/** TRANSPOSE_CONV: the shape it gives, kernel [Cout, kh, kw, Cin], its input, and perhaps a bias. */
export function readTransposeConv(node: OperatorNode): Live {
  const [, height = 0, width = 0] = listInput(node, 0)
  const kernel = transposed(node, ofFourAxes(node, constantInput(node, 1)), [1, 2, 3, 0])
  const result = convolvedBack(node, liveInput(node, 2), kernel, biasInput(node, 3), windowsOf(node), [
    height,
    width,
  ])
  return fused(node, 3, result)
}

/** DEPTHWISE_CONV_2D: kernel [1, kh, kw, C·multiplier], each channel's filters side by side. */
export function readDepthwiseConv2d(node: OperatorNode): Live {
  const input = liveInput(node, 0)
  const filters = ofFourAxes(node, constantInput(node, 1))
  const channels = input.shape.at(-1)!
  const [one, rows, columns, count] = filters.shape as [number, number, number, number]
  if (one !== 1 || count % channels !== 0) {
    throw malformed(node, `a kernel of ${shapeText(filters.shape)} reads ${channels} channels`)
  }
  const kernel = reshaped(node, filters, [rows, columns, channels, count / channels])
  const windows = windowsOf(node, [node.options?.int(6, 1) ?? 1, node.options?.int(5, 1) ?? 1])
  return fused(node, 4, depthwiseConvolved(node, input, kernel, biasInput(node, 2), windows))
}

/** FULLY_CONNECTED: weights [units, n], of an input that is a list of vectors of n. */
export function readFullyConnected(node: OperatorNode): Live {
  const { options } = node
  if (options?.byte(1)) throw unsupported(node, 'has shuffled weights')
  const weights = constantInput(node, 1)
  const input = liveInput(node, 0)
  const n = weights.shape[1] ?? 0
  const kernel = transposed(node, ofAxes(node, weights, 2), [1, 0])
  const rows = reshaped(node, input, [countOf(input.shape) / n, n])
  const result = fused(node, 0, multipliedByMatrix(node, rows, kernel, biasInput(node, 2)))
  const units = kernel.shape[1]!
  return options?.flag(2) ? reshaped(node, result, [...input.shape.slice(0, -1), units]) : result
}

/** BATCH_MATMUL by a constant matrix. */
export function readBatchMatMul(node: OperatorNode): Live {
  const { options } = node
  if (options?.flag(0)) throw unsupported(node, 'has a transposed first factor')
  const given = constantInput(node, 1)
  const matrix = reshaped(node, given, given.shape.slice(-2))
  return multipliedByMatrix(
    node,
    liveInput(node, 0),
    options?.flag(1) ? transposed(node, matrix, [1, 0]) : matrix,
    undefined,
  )
}

function ofFourAxes(context: GraphContext, kernel: Constant): Constant {
  return ofAxes(context, kernel, 4)
}

function ofAxes(context: GraphContext, kernel: Constant, axes: number): Constant {
  if (kernel.shape.length === axes && countOf(kernel.shape) > 0) return kernel
  throw malformed(context, `expected weights of ${axes} axes, got ${shapeText(kernel.shape)}`)
}
