import type { GraphProto, NodeProto } from 'onnx-buf'
import { inOrder } from '../graph/in-order.js'
import { malformed } from './faults.js'
import { whereOf } from './node-context.js'
import { readsOf } from './subgraphs.js'

/** Which node gives each value. @throws InputError MODEL_ONNX where two give the same */
export function producersOf(nodes: readonly NodeProto[]): ReadonlyMap<string, NodeProto> {
  const producers = new Map<string, NodeProto>()
  for (const node of nodes) {
    for (const output of node.output) {
      if (output === '') continue
      if (producers.has(output)) throw malformed('graph', `two nodes give "${output}"`)
      producers.set(output, node)
    }
  }
  return producers
}

/**
 * The nodes that an output needs, each after those it reads, whatever their order in the file.
 *
 * @param given - values that no node gives: the input and the weights
 * @throws InputError MODEL_ONNX for a value that none gives, and nodes that read what they give
 */
export function nodesFor(
  output: string,
  graph: Pick<GraphProto, 'node'>,
  given: ReadonlySet<string>,
): NodeProto[] {
  const producers = producersOf(graph.node)
  const giving = (name: string, reader: string): readonly NodeProto[] => {
    if (name === '' || given.has(name)) return []
    const node = producers.get(name)
    if (node) return [node]
    throw malformed(reader, `reads "${name}", which no node and no weight gives`)
  }
  const [last] = giving(output, 'model')
  if (!last) return []
  const inputsOf = (node: NodeProto) => readsOf(node).flatMap((name) => giving(name, whereOf(node)))
  return inOrder(last, inputsOf, whereOf, (where) => malformed(where, 'reads what is made of its own output'))
}
