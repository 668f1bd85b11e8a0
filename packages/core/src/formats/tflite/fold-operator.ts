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
import { constantInput, listInput, numberInput, type OperatorNode } from './operator-reader.js'
import { newShapeOf, stridedSliceOf } from './settings.js'

type Fold = (node: OperatorNode) => Constant | undefined

const at = constantInput

const two =
  (f: (x: number, y: number) => number): Fold =>
  (node) =>
    // What a fused activation makes of constants is not computed ahead.
    node.options?.byte(0) ? undefined : combined(node, at(node, 0), at(node, 1), f)

const one =
  (f: (x: number) => number): Fold =>
  (node) =>
    mapped(at(node, 0), f)

const reduction =
  (f: (sum: number, value: number) => number): Fold =>
  (node) =>
    reduced(node, at(node, 0), listInput(node, 1), node.options?.flag(0) ?? false, f)

/** Operators that a graph may apply to constants alone, as it does to shapes. */
const folds: Readonly<Record<string, Fold>> = {
  DEQUANTIZE: (node) => at(node, 0),
  ADD: two((x, y) => x + y),
  SUB: two((x, y) => x - y),
  MUL: two((x, y) => x * y),
  DIV: (node) =>
    (at(node, 0).type === 'whole' ? two((x, y) => Math.trunc(x / y)) : two((x, y) => x / y))(node),
  FLOOR_DIV: two((x, y) => Math.floor(x / y)),
  MAXIMUM: two(Math.max),
  MINIMUM: two(Math.min),
  NEG: one((x) => -x),
  SQRT: one(Math.sqrt),
  RSQRT: one((x) => 1 / Math.sqrt(x)),
  REDUCE_PROD: reduction((product, value) => product * value),
  SUM: reduction((sum, value) => sum + value),
  CAST: cast,
  RESHAPE: (node) => reshaped(node, at(node, 0), newShapeOf(node)),
  SQUEEZE: (node) => squeezed(node, at(node, 0), node.options?.ints(0) ?? []),
  EXPAND_DIMS: (node) => expanded(node, at(node, 0), numberInput(node, 1)),
  TRANSPOSE: (node) => transposed(node, at(node, 0), listInput(node, 1)),
  PACK: (node) => stacked(node, constants(node), node.options?.int(1) ?? 0),
  CONCATENATION: (node) =>
    node.options?.byte(1) ? undefined : concatenated(node, constants(node), node.options?.int(0) ?? 0),
  GATHER: (node) => gathered(node, at(node, 0), at(node, 1), node.options?.int(0) ?? 0),
  SLICE: (node) =>
    sliced(at(node, 0), sliceOf(node, at(node, 0).shape, listInput(node, 1), listInput(node, 2))),
  STRIDED_SLICE: (node) => {
    const slices = slicesOf(node, at(node, 0).shape, stridedSliceOf(node))
    return slices && sliced(at(node, 0), slices)
  },
  FILL: (node) => filled(node, listInput(node, 0), at(node, 1)),
  RANGE: (node) => counted(node, numberInput(node, 0), numberInput(node, 1), numberInput(node, 2)),
}

/** What an operator gives that reads constants alone; undefined for one that is not computed ahead. */
export function foldedOperator(node: OperatorNode): Constant | undefined {
  return Object.hasOwn(folds, node.op) ? folds[node.op]!(node) : undefined
}

function constants(node: OperatorNode): Constant[] {
  return node.inputs.map((_, index) => at(node, index))
}

function cast(node: OperatorNode): Constant | undefined {
  const input = at(node, 0)
  const to = node.options?.byte(1)
  if (to !== 0 && to !== 2 && to !== 4) return undefined
  const values = emptyFor(to === 0 ? 'float' : 'whole', input.values.length)
  for (let i = 0; i < values.length; i++)
    values[i] = to === 0 ? input.values[i]! : Math.trunc(input.values[i]!)
  return constant(input.shape, values, to === 0 ? 'float' : 'whole')
}
