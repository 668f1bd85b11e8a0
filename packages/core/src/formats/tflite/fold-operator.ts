import { along, cast, type Fold, folds, gatheredAlong, stridedSliced } from '../graph/folds.js'
import { constantInput, constantInputs, numberInput } from '../graph/node-inputs.js'
import { concatenated, counted, stacked } from '../graph/rearranged.js'
import { expanded, reshaped, squeezed } from '../graph/shapes.js'
import type { Constant } from '../graph/value.js'
import type { OperatorNode } from './operator-reader.js'
import { newShapeOf, stridedSliceOf } from './settings.js'

const at = constantInput

/** What a fused activation makes of constants is not computed ahead. */
const unfused =
  (fold: Fold<OperatorNode>, field = 0): Fold<OperatorNode> =>
  (node) =>
    node.options?.byte(field) ? undefined : fold(node)

const reduction = (f: (sum: number, value: number) => number) =>
  along(({ options }: OperatorNode) => options?.flag(0) ?? false, f)

/** Operators that a graph may apply to constants alone, as it does to shapes. */
const foldsByName: Readonly<Record<string, Fold<OperatorNode>>> = {
  DEQUANTIZE: folds.same,
  ADD: unfused(folds.sum),
  SUB: unfused(folds.difference),
  MUL: unfused(folds.product),
  DIV: unfused(folds.quotient),
  FLOOR_DIV: folds.floorQuotient,
  MAXIMUM: folds.maximum,
  MINIMUM: folds.minimum,
  NEG: folds.negative,
  SQRT: folds.squareRoot,
  RSQRT: folds.inverseSquareRoot,
  REDUCE_PROD: reduction((product, value) => product * value),
  SUM: reduction((sum, value) => sum + value),
  CAST: (node) => {
    const to = node.options?.byte(1)
    if (to === 0) return cast(node, 'float')
    return to === 2 || to === 4 ? cast(node, 'whole') : undefined
  },
  RESHAPE: (node) => reshaped(node, at(node, 0), newShapeOf(node)),
  SQUEEZE: (node) => squeezed(node, at(node, 0), node.options?.ints(0) ?? []),
  EXPAND_DIMS: (node) => expanded(node, at(node, 0), numberInput(node, 1)),
  TRANSPOSE: folds.transposed,
  PACK: (node) => stacked(node, constantInputs(node), node.options?.int(1) ?? 0),
  CONCATENATION: unfused((node) => concatenated(node, constantInputs(node), node.options?.int(0) ?? 0), 1),
  GATHER: (node) => gatheredAlong(node, node.options?.int(0) ?? 0),
  SLICE: folds.sliced,
  STRIDED_SLICE: (node) => stridedSliced(node, stridedSliceOf(node)),
  FILL: folds.filled,
  RANGE: (node) => counted(node, numberInput(node, 0), numberInput(node, 1), numberInput(node, 2)),
}

/** What an operator gives that reads constants alone; undefined for one that is not computed ahead. */
export function foldedOperator(node: OperatorNode): Constant | undefined {
  return Object.hasOwn(foldsByName, node.op) ? foldsByName[node.op]!(node) : undefined
}
