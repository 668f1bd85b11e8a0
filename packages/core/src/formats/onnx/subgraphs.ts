import type { GraphProto, NodeProto } from 'onnx-buf'

/** Graphs that a node holds, such as the branches of If. */
export function subgraphsOf({ attribute }: NodeProto): GraphProto[] {
  return attribute.flatMap(({ g, graphs }) => (g ? [g, ...graphs] : graphs))
}

/** All that a node reads, what graphs within it read from around them included. */
export function readsOf(node: NodeProto): readonly string[] {
  const within = subgraphsOf(node)
  return within.length === 0 ? node.input : [...node.input, ...new Set(within.flatMap(freeNames))]
}

/** Names that a graph reads and does not give itself. */
function freeNames({ node, input, initializer, output }: GraphProto): string[] {
  const own = new Set([
    ...node.flatMap((each) => each.output),
    ...[...input, ...initializer].map(({ name }) => name),
  ])
  const read = [...node.flatMap(readsOf), ...output.map(({ name }) => name)]
  return read.filter((name) => name !== '' && !own.has(name))
}
