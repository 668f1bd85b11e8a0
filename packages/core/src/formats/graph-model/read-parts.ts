import { malformed, unsupported } from '../graph/graph-context.js'
import { joined } from '../graph/joining.js'
import { sliceOf, slicesOf } from '../graph/rearranged.js'
import { cut, split } from '../graph/selecting.js'
import { expanded, paddedMap, squeezed } from '../graph/shapes.js'
import type { Live } from '../graph/value.js'
import { type GraphNode, listInput, liveInput } from './node-reader.js'
import { stridedSliceOf } from './strided-slice.js'

function liveInputs(node: GraphNode, count: number): Live[] {
  return Array.from({ length: count }, (_, index) => liveInput(node, index))
}

/** ConcatV2: its last input is the axis. */
export function readConcat(node: GraphNode): Live {
  const count = node.inputs.length - 1
  return joined(node, liveInputs(node, count), listInput(node, count)[0] ?? 0)
}

/** Pack: tensors along a new axis. */
export function readPack(node: GraphNode): Live {
  const axis = node.attributes.number('axis', 0)
  const inputs = liveInputs(node, node.inputs.length).map((input) => expanded(node, input, axis))
  const rank = inputs[0]?.shape.length ?? 0
  return joined(node, inputs, axis < 0 ? axis + rank : axis)
}

/** Split: an axis in so many equal parts. */
export function readSplit(node: GraphNode): Live[] {
  const [axis = 0] = listInput(node, 0)
  const input = liveInput(node, 1)
  const parts = node.attributes.number('num_split', 1)
  const size = input.shape.at(axis) ?? 0
  if (!(Number.isInteger(size / parts) && parts >= 1))
    throw malformed(node, `splits ${size} places into ${parts}`)
  return split(node, input, axis, new Array<number>(parts).fill(size / parts))
}

/** SplitV: an axis in parts of the sizes told, one of which may be −1. */
export function readSplitV(node: GraphNode): Live[] {
  const [sizes, [axis = 0]] = [listInput(node, 1), listInput(node, 2)]
  const input = liveInput(node, 0)
  const rest = (input.shape.at(axis) ?? 0) - sizes.reduce((sum, size) => sum + Math.max(0, size), 0)
  return split(
    node,
    input,
    axis,
    sizes.map((size) => (size < 0 ? rest : size)),
  )
}

/** Unpack: the places of an axis, each without it. */
export function readUnpack(node: GraphNode): Live[] {
  const [input, axis] = [liveInput(node, 0), node.attributes.number('axis', 0)]
  const size = input.shape.at(axis) ?? 0
  if (size > 1000) throw unsupported(node, `takes ${size} parts`)
  return split(node, input, axis, new Array<number>(size).fill(1)).map((part) => squeezed(node, part, [axis]))
}

export function readSlice(node: GraphNode): Live {
  const input = liveInput(node, 0)
  return cut(node, input, sliceOf(node, input.shape, listInput(node, 1), listInput(node, 2)))
}

export function readStridedSlice(node: GraphNode): Live {
  const input = liveInput(node, 0)
  const slices = slicesOf(node, input.shape, stridedSliceOf(node))
  if (!slices) throw unsupported(node, 'takes a part with new axes')
  return cut(node, input, slices)
}

export function readMirrorPad(node: GraphNode): Live {
  const mode = node.attributes.text('mode', 'REFLECT').toLowerCase()
  if (mode !== 'reflect' && mode !== 'symmetric') throw unsupported(node, `has mode ${mode}`)
  return paddedMap(node, liveInput(node, 0), listInput(node, 1), mode)
}
