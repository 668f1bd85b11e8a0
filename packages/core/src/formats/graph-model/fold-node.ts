import { along, cast, type Fold, folds, gatheredAlong, ofEach, ofTwo, stridedSliced } from '../graph/folds.js'
import { constantInput, constantInputs, listInput } from '../graph/node-inputs.js'
import { concatenated, counted, stacked } from '../graph/rearranged.js'
import { expanded, reshaped, squeezed } from '../graph/shapes.js'
import type { Constant } from '../graph/value.js'
import { type GraphNode, isFloat, squeezedAxes } from './node-reader.js'
import { stridedSliceOf } from './strided-slice.js'

const at = constantInput
const list = listInput

const reduction = (f: (sum: number, value: number) => number) =>
  along(({ attributes }: GraphNode) => attributes.flag('keep_dims', false), f)

/** Operations that a graph may do with constants alone, as it does with shapes. */
const foldsByName: Readonly<Record<string, Fold<GraphNode>>> = {
  Identity: folds.same,
  StopGradient: folds.same,
  Snapshot: folds.same,
  Add: folds.sum,
  AddV2: folds.sum,
  Sub: folds.difference,
  Mul: folds.product,
  RealDiv: ofTwo((x, y) => x / y, 'float'),
  Div: folds.quotient,
  FloorDiv: folds.floorQuotient,
  FloorMod: ofTwo((x, y) => x - y * Math.floor(x / y)),
  Maximum: folds.maximum,
  Minimum: folds.minimum,
  Pow: ofTwo((x, y) => x ** y),
  SquaredDifference: ofTwo((x, y) => (x - y) ** 2),
  Greater: ofTwo((x, y) => Number(x > y), 'whole'),
  Less: ofTwo((x, y) => Number(x < y), 'whole'),
  Equal: ofTwo((x, y) => Number(x === y), 'whole'),
  Neg: folds.negative,
  Abs: ofEach(Math.abs),
  Sqrt: folds.squareRoot,
  Rsqrt: folds.inverseSquareRoot,
  Square: ofEach((x) => x * x),
  Exp: ofEach(Math.exp),
  Log: ofEach(Math.log),
  Reciprocal: ofEach((x) => 1 / x),
  Floor: ofEach(Math.floor),
  Ceil: ofEach(Math.ceil),
  Prod: reduction((product, value) => product * value),
  Sum: reduction((sum, value) => sum + value),
  Max: reduction(Math.max),
  Min: reduction(Math.min),
  Cast: (node) => cast(node, isFloat(node.attributes.type('DstT')) ? 'float' : 'whole'),
  Reshape: (node) => reshaped(node, at(node, 0), list(node, 1)),
  Squeeze: (node) => squeezed(node, at(node, 0), squeezedAxes(node)),
  ExpandDims: (node) => expanded(node, at(node, 0), list(node, 1)[0] ?? 0),
  Transpose: folds.transposed,
  Pack: (node) => stacked(node, constantInputs(node), node.attributes.number('axis', 0)),
  ConcatV2: (node) => {
    const last = node.inputs.length - 1
    return concatenated(node, constantInputs(node, last), list(node, last)[0] ?? 0)
  },
  GatherV2: (node) => gatheredAlong(node, list(node, 2)[0] ?? 0),
  Gather: (node) => gatheredAlong(node, 0),
  Slice: folds.sliced,
  StridedSlice: (node) => stridedSliced(node, stridedSliceOf(node)),
  Fill: folds.filled,
  Range: (node) => counted(node, at(node, 0).values[0]!, at(node, 1).values[0]!, at(node, 2).values[0]!),
  ZerosLike: ofEach(() => 0),
  OnesLike: ofEach(() => 1),
}

/** What a node gives that reads constants alone; undefined for an operation that is not computed ahead. */
export function foldedNode(node: GraphNode): Constant | undefined {
  return Object.hasOwn(foldsByName, node.op) ? foldsByName[node.op]!(node) : undefined
}
