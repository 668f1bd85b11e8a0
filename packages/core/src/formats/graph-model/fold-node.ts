import { combined, emptyFor, mapped } from '../graph/constants.js'
import {
  concatenated,
  counted,
  filled,
  gathered,
  reduced,
  sliced,
  sliceOf,
  slicesOf,
  stacked,
  transposed,
} from '../graph/rearranged.js'
import { expanded, reshaped, squeezed } from '../graph/shapes.js'
import { type Constant, constant } from '../graph/value.js'
import { constantInput, type GraphNode, listInput } from './node-reader.js'
import { stridedSliceOf } from './strided-slice.js'

type Fold = (node: GraphNode) => Constant | undefined

const at = constantInput
const list = listInput

const two =
  (f: (x: number, y: number) => number, type?: Constant['type']): Fold =>
  (node) =>
    combined(node, at(node, 0), at(node, 1), f, type)

const one =
  (f: (x: number) => number): Fold =>
  (node) =>
    mapped(at(node, 0), f)

const reduction =
  (f: (sum: number, value: number) => number): Fold =>
  (node) =>
    reduced(node, at(node, 0), list(node, 1), node.attributes.flag('keep_dims', false), f)

const same: Fold = (node) => at(node, 0)

/** Operations that a graph may do with constants alone, as it does with shapes. */
const folds: Readonly<Record<string, Fold>> = {
  Identity: same,
  StopGradient: same,
  Snapshot: same,
  Add: two((x, y) => x + y),
  AddV2: two((x, y) => x + y),
  Sub: two((x, y) => x - y),
  Mul: two((x, y) => x * y),
  RealDiv: two((x, y) => x / y, 'float'),
  Div: (node) =>
    (at(node, 0).type === 'whole' ? two((x, y) => Math.trunc(x / y)) : two((x, y) => x / y))(node),
  FloorDiv: two((x, y) => Math.floor(x / y)),
  FloorMod: two((x, y) => x - y * Math.floor(x / y)),
  Maximum: two(Math.max),
  Minimum: two(Math.min),
  Pow: two((x, y) => x ** y),
  SquaredDifference: two((x, y) => (x - y) ** 2),
  Greater: two((x, y) => Number(x > y), 'whole'),
  Less: two((x, y) => Number(x < y), 'whole'),
  Equal: two((x, y) => Number(x === y), 'whole'),
  Neg: one((x) => -x),
  Abs: one(Math.abs),
  Sqrt: one(Math.sqrt),
  Rsqrt: one((x) => 1 / Math.sqrt(x)),
  Square: one((x) => x * x),
  Exp: one(Math.exp),
  Log: one(Math.log),
  Reciprocal: one((x) => 1 / x),
  Floor: one(Math.floor),
  Ceil: one(Math.ceil),
  Prod: reduction((product, value) => product * value),
  Sum: reduction((sum, value) => sum + value),
  Max: reduction(Math.max),
  Min: reduction(Math.min),
  Cast: (node) => cast(at(node, 0), node.attributes.type('DstT')),
  Reshape: (node) => reshaped(node, at(node, 0), list(node, 1)),
  Squeeze: (node) => squeezed(node, at(node, 0), node.attributes.numbers('squeeze_dims')),
  ExpandDims: (node) => expanded(node, at(node, 0), list(node, 1)[0] ?? 0),
  Transpose: (node) => transposed(node, at(node, 0), list(node, 1)),
  Pack: (node) => stacked(node, constants(node), node.attributes.number('axis', 0)),
  ConcatV2: (node) =>
    concatenated(node, constants(node).slice(0, -1), list(node, node.inputs.length - 1)[0] ?? 0),
  GatherV2: (node) => gathered(node, at(node, 0), at(node, 1), list(node, 2)[0] ?? 0),
  Gather: (node) => gathered(node, at(node, 0), at(node, 1), 0),
  Slice: (node) => sliced(at(node, 0), sliceOf(node, at(node, 0).shape, list(node, 1), list(node, 2))),
  StridedSlice: (node) => {
    const slices = slicesOf(node, at(node, 0).shape, stridedSliceOf(node))
    return slices && sliced(at(node, 0), slices)
  },
  Fill: (node) => filled(node, list(node, 0), at(node, 1)),
  Range: (node) => counted(node, at(node, 0).values[0]!, at(node, 1).values[0]!, at(node, 2).values[0]!),
  ZerosLike: one(() => 0),
  OnesLike: one(() => 1),
}

/** What a node gives that reads constants alone; undefined for an operation that is not computed ahead. */
export function foldedNode(node: GraphNode): Constant | undefined {
  return Object.hasOwn(folds, node.op) ? folds[node.op]!(node) : undefined
}

function constants(node: GraphNode): Constant[] {
  return node.inputs.map((_, index) => at(node, index))
}

function cast(input: Constant, to: string | number | undefined): Constant {
  const float =
    to === 'DT_FLOAT' || to === 'DT_HALF' || to === 'DT_DOUBLE' || to === 1 || to === 19 || to === 2
  const type = float ? 'float' : 'whole'
  if (type === input.type) return input
  const values = emptyFor(type, input.values.length)
  for (let i = 0; i < values.length; i++) values[i] = float ? input.values[i]! : Math.trunc(input.values[i]!)
  return constant(input.shape, values, type)
}
