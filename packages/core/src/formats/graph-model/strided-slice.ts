import { listInput } from '../graph/node-inputs.js'
import type { StridedSlice } from '../graph/rearranged.js'
import type { GraphNode } from './node-reader.js'

/** The settings of a StridedSlice node. */
export function stridedSliceOf(node: GraphNode): StridedSlice {
  const list = (index: number) => listInput(node, index)
  const mask = (name: string) => node.attributes.number(name, 0)
  return {
    begin: list(1),
    end: list(2),
    strides: list(3),
    beginMask: mask('begin_mask'),
    endMask: mask('end_mask'),
    ellipsisMask: mask('ellipsis_mask'),
    newAxisMask: mask('new_axis_mask'),
    shrinkAxisMask: mask('shrink_axis_mask'),
  }
}
