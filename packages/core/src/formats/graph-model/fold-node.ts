import { combined, emptyFor, listOf, mapped } from '../graph/constants.js'
import { malformed } from '../graph/graph-context.js'
import {
  concatenated,
  counted,
  filled,
  gathered,
  reduced,
  sliced,
  slicesOf,
  stacked,
  transposed,
} from '../graph/rearranged.js'
import { expanded, reshaped, squeezed } from '../graph/shapes.js'
import { type Constant, constant } from '../graph/value.js'
import { constantInput, type GraphNode } from './node-reader.js'
import { stridedSliceOf } from './strided-slice.js'

type Fold = (node: GraphNode) => Constant | undefined

const at = constantInput
const list = (node: GraphNode, index: number) => listOf(node, at(node, index))

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
  Slice: foldSlice,
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

/** Slice: from a place on, so many along each axis, −1 for the rest. */
function foldSlice(node: GraphNode): Constant {
  const input = at(node, 0)
  const [begin, size] = [list(node, 1), list(node, 2)]
  const slices = input.shape.map((whole, axis) => {
    const from = begin[axis] ?? 0
    const count = size[axis] === -1 ? whole - from : (size[axis] ?? whole)
    if (!(from >= 0 && count >= 0 && from + count <= whole))
      throw malformed(node, `takes ${count} from ${from} of ${whole}`)
    return { begin: from, stride: 1, count, dropped: false }
  })
  return sliced(input, slices)
}
