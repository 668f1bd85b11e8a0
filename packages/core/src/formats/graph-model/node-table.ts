import { activated, clipped, pending } from '../graph/activations.js'
import {
  type Arithmetic,
  calculated,
  raised,
  scaledByChannel,
  squaredDifference,
} from '../graph/arithmetic.js'
import type { Indifferent } from '../graph/behind-permutation.js'
import { malformed, unsupported } from '../graph/graph-context.js'
import { constantInput, inputAt, listInput, liveInput, numberInput } from '../graph/node-inputs.js'
import { locallyNormalised } from '../graph/norms.js'
import { pooled, reducedLive } from '../graph/pooling.js'
import { prelu } from '../graph/prelu.js'
import { resized } from '../graph/resizing.js'
import { permuted } from '../graph/selecting.js'
import { expanded, paddedMap, reshaped, squeezed } from '../graph/shapes.js'
import { times } from '../graph/times.js'
import { type Live, wholeNumbers } from '../graph/value.js'
import { floats } from '../graph/weighted.js'
import {
  activations,
  type GraphNode,
  isFloat,
  type NodeReader,
  requireChannelsLast,
  spatial,
  squeezedAxes,
  windowsOf,
} from './node-reader.js'
import {
  readBiasAdd,
  readConv2d,
  readConv2dTranspose,
  readDepthwiseConv2d,
  readMatMul,
} from './read-fused.js'
import {
  readConcat,
  readMirrorPad,
  readPack,
  readSlice,
  readSplit,
  readSplitV,
  readStridedSlice,
  readUnpack,
} from './read-parts.js'

const same: NodeReader = (node) => inputAt(node, 0)

const arithmetic =
  (operation: Arithmetic): NodeReader =>
  (node) =>
    calculated(node, operation, inputAt(node, 0), inputAt(node, 1))

const pool =
  (kind: 'maxPool' | 'averagePool'): NodeReader =>
  (node) =>
    pooled(node, liveInput(node, 0), kind, spatial(node, 'ksize'), windowsOf(node))

const reduction =
  (by: 'mean' | 'sum' | 'max'): NodeReader =>
  (node) =>
    reducedLive(node, liveInput(node, 0), by, listInput(node, 1), node.attributes.flag('keep_dims', false))

const resize =
  (interpolation: 'nearest' | 'bilinear'): NodeReader =>
  (node) =>
    resized(node, liveInput(node, 0), listInput(node, 1), interpolation, {
      aligned: node.attributes.flag('align_corners', false),
      half: node.attributes.flag('half_pixel_centers', false),
    })

/** What each operation of TensorFlow does where an input of it depends on the image. */
const readers: Readonly<Record<string, NodeReader>> = {
  ...Object.fromEntries(
    Object.entries(activations).map(([op, activation]): [string, NodeReader] => [
      op,
      (node) => activated(node, liveInput(node, 0), activation(node)),
    ]),
  ),
  Identity: same,
  StopGradient: same,
  PreventGradient: same,
  CheckNumerics: same,
  Snapshot: same,
  Cast: readCast,
  IdentityN: ({ inputs }) => inputs,
  Conv2D: readConv2d,
  _FusedConv2D: readConv2d,
  DepthwiseConv2d: readDepthwiseConv2d,
  DepthwiseConv2dNative: readDepthwiseConv2d,
  FusedDepthwiseConv2dNative: readDepthwiseConv2d,
  Conv2DBackpropInput: readConv2dTranspose,
  MatMul: readMatMul,
  _FusedMatMul: readMatMul,
  BatchMatMul: readMatMul,
  BatchMatMulV2: readMatMul,
  BiasAdd: readBiasAdd,
  BiasAddV1: readBiasAdd,
  FusedBatchNorm: readBatchNorm,
  FusedBatchNormV2: readBatchNorm,
  FusedBatchNormV3: readBatchNorm,
  LeakyRelu: (node) =>
    activated(node, liveInput(node, 0), { name: 'leakyRelu', alpha: node.attributes.number('alpha', 0.2) }),
  Prelu: (node) => prelu(node, liveInput(node, 0), constantInput(node, 1)),
  Sigmoid: (node) => pending(node, liveInput(node, 0), 'sigmoid'),
  Softmax: (node) => pending(node, liveInput(node, 0), 'softmax'),
  LogSoftmax: (node) => pending(node, liveInput(node, 0), 'softmax', true),
  Maximum: arithmetic('maximum'),
  Minimum: arithmetic('minimum'),
  ClipByValue: (node) => clipped(node, liveInput(node, 0), numberInput(node, 1), numberInput(node, 2)),
  Neg: (node) => times(node, liveInput(node, 0), -1),
  Add: arithmetic('add'),
  AddV2: arithmetic('add'),
  Sub: arithmetic('subtract'),
  Mul: arithmetic('multiply'),
  Div: arithmetic('divide'),
  RealDiv: arithmetic('divide'),
  SquaredDifference: (node) => squaredDifference(node, inputAt(node, 0), inputAt(node, 1)),
  Pow: (node) => raised(node, inputAt(node, 0), inputAt(node, 1)),
  LRN: (node) =>
    locallyNormalised(node, liveInput(node, 0), {
      radius: node.attributes.number('depth_radius', 5),
      bias: node.attributes.number('bias', 1),
      alpha: node.attributes.number('alpha', 1),
      beta: node.attributes.number('beta', 0.5),
    }),
  AddN: (node) => node.inputs.reduce((sum, input) => calculated(node, 'add', sum, input)),
  MaxPool: pool('maxPool'),
  AvgPool: pool('averagePool'),
  Mean: reduction('mean'),
  Sum: reduction('sum'),
  Max: reduction('max'),
  Pad: (node) => paddedMap(node, liveInput(node, 0), listInput(node, 1)),
  PadV2: (node) => paddedMap(node, liveInput(node, 0), listInput(node, 1), numberInput(node, 2)),
  MirrorPad: readMirrorPad,
  ConcatV2: readConcat,
  Split: readSplit,
  SplitV: readSplitV,
  Unpack: readUnpack,
  Pack: readPack,
  Slice: readSlice,
  Reshape: (node) => reshaped(node, liveInput(node, 0), listInput(node, 1)),
  Squeeze: (node) => squeezed(node, liveInput(node, 0), squeezedAxes(node)),
  ExpandDims: (node) => expanded(node, liveInput(node, 0), listInput(node, 1)[0] ?? 0),
  Transpose: (node) => permuted(node, liveInput(node, 0), listInput(node, 1)),
  StridedSlice: readStridedSlice,
  ResizeBilinear: resize('bilinear'),
  ResizeNearestNeighbor: resize('nearest'),
  Shape: (node) => wholeNumbers(inputAt(node, 0).shape),
  Size: (node) => ({ ...wholeNumbers([inputAt(node, 0).shape.reduce((n, size) => n * size, 1)]), shape: [] }),
  Rank: (node) => ({ ...wholeNumbers([inputAt(node, 0).shape.length]), shape: [] }),
}

/** Operations that do the same whatever the order of axes. */
export const indifferent: Readonly<Record<string, Indifferent>> = {
  ...Object.fromEntries(Object.keys(activations).map((op) => [op, 'values'])),
  ...Object.fromEntries(
    ['LeakyRelu', 'Prelu', 'Sigmoid', 'ClipByValue', 'Neg', 'Pow', 'SquaredDifference', 'AddN'].map((op) => [
      op,
      'values',
    ]),
  ),
  ...Object.fromEntries(
    ['Maximum', 'Minimum', 'Add', 'AddV2', 'Sub', 'Mul', 'Div', 'RealDiv'].map((op) => [op, 'values']),
  ),
  Pad: 'sides',
  PadV2: 'sides',
  MirrorPad: 'sides',
  Mean: 'axes',
  Sum: 'axes',
  Max: 'axes',
  ConcatV2: 'axis',
}

/** @throws UnsupportedLayerError for an operation there is no reader of */
export function readerOf(node: GraphNode): NodeReader {
  const reader = Object.hasOwn(readers, node.op) ? readers[node.op] : undefined
  if (reader) return reader
  throw unsupported(node)
}

/** Whole numbers become floats as they are; the other way they would be rounded. */
function readCast(node: GraphNode): Live {
  const to = node.attributes.type('DstT')
  if (isFloat(to)) return liveInput(node, 0)
  throw unsupported(node, `rounds to ${to ?? 'another type'}`)
}

/** Batch normalisation once trained: (x − mean)·gamma / √(variance + epsilon) + beta. */
function readBatchNorm(node: GraphNode): Live {
  requireChannelsLast(node)
  if (node.attributes.flag('is_training', false)) throw unsupported(node, 'normalises by the images given')
  const input = liveInput(node, 0)
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => floats(constantInput(node, index)))
  const channels = input.shape.at(-1)!
  for (const values of [gamma, beta, mean, variance]) {
    if (values!.length !== channels)
      throw malformed(node, `expected ${channels} values, got ${values!.length}`)
  }
  const epsilon = node.attributes.number('epsilon', 1e-4)
  const factors = Float64Array.from(variance!, (v, c) => gamma![c]! / Math.sqrt(v + epsilon))
  const shift = Float32Array.from(factors, (factor, c) => beta![c]! - mean![c]! * factor)
  return scaledByChannel(node, input, Float32Array.from(factors), shift)
}
