import { listInput } from '../graph/node-inputs.js'
import type { StridedSlice } from '../graph/rearranged.js'
import type { OperatorNode } from './operator-reader.js'

/** The shape that RESHAPE gives: its second input, or of early files a setting. */
export function newShapeOf(node: OperatorNode): number[] {
  return node.inputs[1] ? listInput(node, 1) : (node.options?.ints(0) ?? [])
}

/** The settings of STRIDED_SLICE. */
export function stridedSliceOf(node: OperatorNode): StridedSlice {
  const mask = (field: number) => node.options?.int(field) ?? 0
  return {
    begin: listInput(node, 1),
    end: listInput(node, 2),
    strides: listInput(node, 3),
    beginMask: mask(0),
    endMask: mask(1),
    ellipsisMask: mask(2),
    newAxisMask: mask(3),
    shrinkAxisMask: mask(4),
  }
}
