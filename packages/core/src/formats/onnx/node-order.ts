import type { GraphProto, NodeProto } from 'onnx-buf'
import { malformed } from './faults.js'
import { whereOf } from './node-context.js'

/** Which node gives each value. @throws InputError MODEL_ONNX where two give the same */
export function producersOf(nodes: readonly NodeProto[]): ReadonlyMap<string, NodeProto> {
  const producers = new Map<string, NodeProto>()
  for (const node of nodes) {
    for (const output of node.output) {
      if (output === '') continue
      if (producers.has(output)) throw malformed('model', `two nodes give "${output}"`)
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
export function nodesFor(output: string, graph: GraphProto, given: ReadonlySet<string>): NodeProto[] {
  const producers = producersOf(graph.node)
  const order: NodeProto[] = []
  const states = new Map<NodeProto, 'waiting' | 'done'>()
  const waiting: { readonly node: NodeProto; read: number }[] = []
  const want = (name: string, reader: string) => {
    if (name === '' || given.has(name)) return
    const node = producers.get(name)
    if (!node) throw malformed(reader, `reads "${name}", which no node and no weight gives`)
    const state = states.get(node)
    if (state === 'waiting') throw malformed(whereOf(node), 'reads what is made of its own output')
    if (state === 'done') return
    states.set(node, 'waiting')
    waiting.push({ node, read: 0 })
  }
  want(output, 'model')
  for (let last = waiting.at(-1); last; last = waiting.at(-1)) {
    const next = last.node.input[last.read++]
    if (next !== undefined) want(next, whereOf(last.node))
    else {
      waiting.pop()
      states.set(last.node, 'done')
      order.push(last.node)
    }
  }
  return order
}
