import type { Activation } from '@umbra/occlusion-wasm'
import { activated, pending } from '../graph/activations.js'
import { type Arithmetic, calculated, raised, squaredDifference } from '../graph/arithmetic.js'
import type { Indifferent } from '../graph/behind-permutation.js'
import { malformed, unsupported } from '../graph/graph-context.js'
import { joined, stackedLive } from '../graph/joining.js'
import {
  constantInput,
  inputAt,
  listInput,
  liveInput,
  liveInputs,
  numberInput,
} from '../graph/node-inputs.js'
import { locallyNormalised, ofLengthOne } from '../graph/norms.js'
import { pooled, reducedLive } from '../graph/pooling.js'
import { prelu } from '../graph/prelu.js'
import { sliceOf, slicesOf } from '../graph/rearranged.js'
import { resized } from '../graph/resizing.js'
import { cut, permuted, split, splitEvenly, unstacked } from '../graph/selecting.js'
import { expanded, paddedMap, reshaped, squeezed } from '../graph/shapes.js'
import { times } from '../graph/times.js'
import { type Live, wholeNumbers } from '../graph/value.js'
import { fused, type OperatorNode, type OperatorReader, windowsOf } from './operator-reader.js'
import {
  readBatchMatMul,
  readConv2d,
  readDepthwiseConv2d,
  readFullyConnected,
  readTransposeConv,
} from './read-weighted.js'
import { newShapeOf, stridedSliceOf } from './settings.js'

const activation =
  (make: (node: OperatorNode) => Activation): OperatorReader =>
  (node) =>
    activated(node, liveInput(node, 0), make(node))

const arithmetic =
  (operation: Arithmetic, field?: number): OperatorReader =>
  (node) => {
    const result = calculated(node, operation, inputAt(node, 0), inputAt(node, 1))
    return field === undefined ? result : fused(node, field, result)
  }

const pool =
  (kind: 'maxPool' | 'averagePool'): OperatorReader =>
  (node) => {
    const { options } = node
    const size = [options?.int(4) ?? 0, options?.int(3) ?? 0] as const
    return fused(node, 5, pooled(node, liveInput(node, 0), kind, size, windowsOf(node)))
  }

const reduction =
  (by: 'mean' | 'sum' | 'max'): OperatorReader =>
  (node) =>
    reducedLive(node, liveInput(node, 0), by, listInput(node, 1), node.options?.flag(0) ?? false)

/** @param aligned - field of the settings that says whether corners are aligned; the next tells of half-pixel centres */
const resize =
  (interpolation: 'nearest' | 'bilinear', aligned: number): OperatorReader =>
  (node) =>
    resized(node, liveInput(node, 0), listInput(node, 1), interpolation, {
      aligned: node.options?.flag(aligned) ?? false,
      half: node.options?.flag(aligned + 1) ?? false,
    })

const same: OperatorReader = (node) => inputAt(node, 0)

/** What each operator does where an input of it depends on the image. */
const readers: Readonly<Record<string, OperatorReader>> = {
  CONV_2D: readConv2d,
  DEPTHWISE_CONV_2D: readDepthwiseConv2d,
  TRANSPOSE_CONV: readTransposeConv,
  FULLY_CONNECTED: readFullyConnected,
  BATCH_MATMUL: readBatchMatMul,
  ADD: arithmetic('add', 0),
  SUB: arithmetic('subtract', 0),
  MUL: arithmetic('multiply', 0),
  DIV: arithmetic('divide', 0),
  MAXIMUM: arithmetic('maximum'),
  MINIMUM: arithmetic('minimum'),
  ADD_N: (node) => liveInputs(node).reduce((sum, input) => calculated(node, 'add', sum, input)),
  SQUARED_DIFFERENCE: (node) => squaredDifference(node, inputAt(node, 0), inputAt(node, 1)),
  POW: (node) => raised(node, inputAt(node, 0), inputAt(node, 1)),
  LOCAL_RESPONSE_NORMALIZATION: readLocalResponseNorm,
  // The runtime divides by a length of at least 10⁻⁶.
  L2_NORMALIZATION: (node) => fused(node, 0, ofLengthOne(node, liveInput(node, 0), 1e-12)),
  NEG: (node) => times(node, liveInput(node, 0), -1),
  AVERAGE_POOL_2D: pool('averagePool'),
  MAX_POOL_2D: pool('maxPool'),
  MEAN: reduction('mean'),
  SUM: reduction('sum'),
  REDUCE_MAX: reduction('max'),
  RELU: activation(() => ({ name: 'relu' })),
  RELU6: activation(() => ({ name: 'relu6' })),
  RELU_N1_TO_1: activation(() => ({ name: 'clip', least: -1, most: 1 })),
  RELU_0_TO_1: activation(() => ({ name: 'clip', least: 0, most: 1 })),
  TANH: activation(() => ({ name: 'tanh' })),
  ELU: activation(() => ({ name: 'elu', alpha: 1 })),
  EXP: activation(() => ({ name: 'exponential' })),
  LOG: activation(() => ({ name: 'log' })),
  SQRT: activation(() => ({ name: 'sqrt' })),
  RSQRT: activation(() => ({ name: 'power', exponent: -0.5 })),
  SQUARE: activation(() => ({ name: 'square' })),
  ABS: activation(() => ({ name: 'abs' })),
  HARD_SWISH: activation(() => ({ name: 'hardSwish' })),
  LEAKY_RELU: activation(({ options }) => ({ name: 'leakyRelu', alpha: options?.float(0) ?? 0 })),
  GELU: activation(({ options }) => ({ name: options?.flag(0) ? 'geluTanh' : 'gelu' })),
  PRELU: (node) => prelu(node, liveInput(node, 0), constantInput(node, 1)),
  LOGISTIC: (node) => pending(node, liveInput(node, 0), 'sigmoid'),
  LOG_SOFTMAX: (node) => pending(node, liveInput(node, 0), 'softmax', true),
  SOFTMAX: readSoftmax,
  RESHAPE: (node) => reshaped(node, liveInput(node, 0), newShapeOf(node)),
  SQUEEZE: (node) => squeezed(node, liveInput(node, 0), node.options?.ints(0) ?? []),
  EXPAND_DIMS: (node) => expanded(node, liveInput(node, 0), numberInput(node, 1)),
  TRANSPOSE: (node) => permuted(node, liveInput(node, 0), listInput(node, 1)),
  PAD: (node) => paddedMap(node, liveInput(node, 0), listInput(node, 1)),
  PADV2: (node) => paddedMap(node, liveInput(node, 0), listInput(node, 1), numberInput(node, 2)),
  MIRROR_PAD: (node) =>
    paddedMap(
      node,
      liveInput(node, 0),
      listInput(node, 1),
      node.options?.byte(0) === 1 ? 'symmetric' : 'reflect',
    ),
  CONCATENATION: (node) => fused(node, 1, joined(node, liveInputs(node), node.options?.int(0) ?? 0)),
  PACK: (node) => stackedLive(node, liveInputs(node), node.options?.int(1) ?? 0),
  UNPACK: (node) => unstacked(node, liveInput(node, 0), node.options?.int(1) ?? 0),
  // The first input is the axis.
  SPLIT: (node) => splitEvenly(node, liveInput(node, 1), numberInput(node, 0), node.options?.int(0) ?? 1),
  SPLIT_V: (node) => split(node, liveInput(node, 0), numberInput(node, 2), listInput(node, 1)),
  SLICE: (node) => {
    const input = liveInput(node, 0)
    return cut(node, input, sliceOf(node, input.shape, listInput(node, 1), listInput(node, 2)))
  },
  STRIDED_SLICE: (node) => {
    const input = liveInput(node, 0)
    const slices = slicesOf(node, input.shape, stridedSliceOf(node))
    if (!slices) throw unsupported(node, 'takes a part with new axes')
    return cut(node, input, slices)
  },
  RESIZE_BILINEAR: resize('bilinear', 2),
  RESIZE_NEAREST_NEIGHBOR: resize('nearest', 0),
  SHAPE: (node) => wholeNumbers(inputAt(node, 0).shape),
  RANK: (node) => ({ ...wholeNumbers([inputAt(node, 0).shape.length]), shape: [] }),
  DEQUANTIZE: same,
  CAST: (node) => {
    if (node.options && node.options.byte(1) !== 0) throw unsupported(node, 'rounds to another type')
    return liveInput(node, 0)
  },
}

/** Operators that do the same whatever the order of axes. */
export const indifferent: Readonly<Record<string, Indifferent>> = Object.fromEntries([
  ...[
    'ADD',
    'SUB',
    'MUL',
    'DIV',
    'MAXIMUM',
    'MINIMUM',
    'ADD_N',
    'SQUARED_DIFFERENCE',
    'POW',
    'NEG',
    'PRELU',
  ].map(ofValues),
  ...['RELU', 'RELU6', 'RELU_N1_TO_1', 'RELU_0_TO_1', 'TANH', 'ELU', 'EXP', 'LOG', 'SQRT', 'RSQRT'].map(
    ofValues,
  ),
  ...['SQUARE', 'ABS', 'HARD_SWISH', 'LEAKY_RELU', 'GELU', 'LOGISTIC'].map(ofValues),
  ...['PAD', 'PADV2', 'MIRROR_PAD'].map((op) => [op, 'sides'] as const),
  ...['MEAN', 'SUM', 'REDUCE_MAX'].map((op) => [op, 'axes'] as const),
])

function ofValues(op: string): readonly [string, Indifferent] {
  return [op, 'values']
}

/** @throws UnsupportedLayerError for an operator there is no reader of */
export function readerOf(node: OperatorNode): OperatorReader {
  const reader = Object.hasOwn(readers, node.op) ? readers[node.op] : undefined
  if (reader) return reader
  throw unsupported(node)
}

function readLocalResponseNorm(node: OperatorNode): Live {
  const { options } = node
  return locallyNormalised(node, liveInput(node, 0), {
    radius: options?.int(0) ?? 0,
    bias: options?.float(1) ?? 0,
    alpha: options?.float(2) ?? 0,
    beta: options?.float(3) ?? 0,
  })
}

/** A softmax along the last axis; beta multiplies what goes into it. */
function readSoftmax(node: OperatorNode): Live {
  const beta = node.options?.float(0) ?? 1
  const input = liveInput(node, 0)
  if (!(beta > 0)) throw malformed(node, `expected a beta above 0, got ${beta}`)
  return pending(node, beta === 1 ? input : times(node, input, beta), 'softmax')
}
