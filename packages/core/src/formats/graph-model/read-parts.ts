import { unsupported } from '../graph/graph-context.js'
import { joined, stackedLive } from '../graph/joining.js'
import { listInput, liveInput, liveInputs } from '../graph/node-inputs.js'
import { sliceOf, slicesOf } from '../graph/rearranged.js'
import { cut, split, splitEvenly, unstacked } from '../graph/selecting.js'
import { paddedMap } from '../graph/shapes.js'
import type { Live } from '../graph/value.js'
import type { GraphNode } from './node-reader.js'
import { stridedSliceOf } from './strided-slice.js'

/** ConcatV2: its last input is the axis. */
export function readConcat(node: GraphNode): Live {
  const count = node.inputs.length - 1
  return joined(node, liveInputs(node, count), listInput(node, count)[0] ?? 0)
}

/** Pack: tensors along a new axis. */
export function readPack(node: GraphNode): Live {
  return stackedLive(node, liveInputs(node), node.attributes.number('axis', 0))
}

/** Split: an axis, the first input, in so many equal parts. */
export function readSplit(node: GraphNode): Live[] {
  return splitEvenly(
    node,
    liveInput(node, 1),
    listInput(node, 0)[0] ?? 0,
    node.attributes.number('num_split', 1),
  )
}

/** SplitV: an axis in parts of the sizes told. */
export function readSplitV(node: GraphNode): Live[] {
  return split(node, liveInput(node, 0), listInput(node, 2)[0] ?? 0, listInput(node, 1))
}

/** Unpack: the places of an axis, each without it. */
export function readUnpack(node: GraphNode): Live[] {
  return unstacked(node, liveInput(node, 0), node.attributes.number('axis', 0))
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
