import { unsupported } from '../graph/graph-context.js'
import { constantInput, liveInput } from '../graph/node-inputs.js'
import { CHANNELS_FIRST, CHANNELS_LAST } from '../graph/permutation.js'
import { gathered } from '../graph/rearranged.js'
import { permuted } from '../graph/selecting.js'
import { type Value, wholeNumbers } from '../graph/value.js'
import type { GraphNode, NodeReader } from './node-reader.js'

/** Which input of an operation holds the maps; those that are not here take none of them channels first. */
const MAPS: Readonly<Record<string, number>> = {
  Conv2D: 0,
  _FusedConv2D: 0,
  DepthwiseConv2dNative: 0,
  FusedDepthwiseConv2dNative: 0,
  Conv2DBackpropInput: 2,
  MaxPool: 0,
  AvgPool: 0,
  BiasAdd: 0,
  FusedBatchNorm: 0,
  FusedBatchNormV2: 0,
  FusedBatchNormV3: 0,
}

/** Whether a node's maps are [N, C, H, W], by its own word. */
export function isChannelsFirst({ attributes }: Pick<GraphNode, 'attributes'>): boolean {
  return attributes.text('data_format', 'NHWC') === 'NCHW'
}

/**
 * Reads a node that works channels first: its maps permuted to channels last, what it says of axes in that order, and what it gives permuted
 * back, which falls away where the next node does the same.
 */
export function readChannelsFirst(node: GraphNode, read: NodeReader): Value {
  const index = Object.hasOwn(MAPS, node.op) ? MAPS[node.op] : undefined
  if (index === undefined) throw unsupported(node, 'has data format NCHW, expected NHWC')
  const attributes = node.attributes.channelsLast()
  const maps = liveInput(node, index)
  // A bias for each value of a vector is the same in either order.
  if (maps.shape.length === 2 && node.op === 'BiasAdd') return read({ ...node, attributes }) as Value
  const inputs = node.inputs.with(index, permuted(node, maps, CHANNELS_LAST))
  if (index === 2) inputs[0] = gathered(node, constantInput(node, 0), wholeNumbers(CHANNELS_LAST), 0)
  const result = read({ ...node, inputs, attributes }) as Value
  return result.kind === 'live' ? permuted(node, result, CHANNELS_FIRST) : result
}
