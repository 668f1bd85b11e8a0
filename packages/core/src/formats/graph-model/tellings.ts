import { NetworkBuilder } from '../../network/network-builder.js'
import { type Telling, toldByOrder } from '../graph/takes-channels-first.js'
import type { Constant } from '../graph/value.js'
import { Attributes } from './attributes.js'
import type { GraphDef, NodeJson } from './graph-def.js'
import { indifferent } from './node-table.js'

/** What each node of a graph tells of the order of axes. */
export function tellings(
  graph: GraphDef,
  nodes: readonly NodeJson[],
  constants: ReadonlyMap<string, Constant>,
): Telling<string>[] {
  return nodes.map((node) => {
    const reads = graph.inputsOf(node).map((reference) => reference.node)
    return { reads, gives: [node.name], tells: toldBy(node, constants.get(reads[1] ?? '')) }
  })
}

/** @param second - the second of what it reads, where that is a constant */
function toldBy(node: NodeJson, second: Constant | undefined): Telling<string>['tells'] {
  if (node.op === 'Transpose') return toldByOrder(second?.values)
  const format = attributesOf(node).text('data_format', '')
  if (format === 'NCHW' || format === 'NHWC') return format === 'NCHW' ? 'first' : 'last'
  return ALIKE.has(node.op) || ['values', 'sides'].includes(indifferent[node.op] ?? '') ? 'same' : undefined
}

/** Operations that give what they read. */
const ALIKE = new Set(['Identity', 'StopGradient', 'PreventGradient', 'CheckNumerics', 'Snapshot', 'Cast'])

/** A node's settings, before it is read. */
export function attributesOf({ op, name, attr }: NodeJson): Attributes {
  return new Attributes({ op, name, builder: new NetworkBuilder() }, attr ?? {})
}
