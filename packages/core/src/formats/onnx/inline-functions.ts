import type { AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto } from 'onnx-buf'
import { malformed } from './faults.js'
import { whereOf } from './node-context.js'

/** Functions that call each other more deeply are taken for a circle. */
const DEEPEST = 100
/** Nodes that calls may become; a few calls of calls make any number. */
const MOST_NODES = 200_000

/**
 * A model's graph with the bodies of its functions in place of their calls, as PyTorch's newer exporter (`dynamo=True`) writes them. Names
 * within a body get the call's name before them. A function of other operator sets than the model's stays a call, of an unknown operator.
 *
 * @throws InputError MODEL_ONNX for functions that call each other in a circle, and calls that do not fit
 */
export function withInlinedFunctions({ graph, functions, opsetImport }: ModelProto): GraphProto | undefined {
  if (!graph || functions.length === 0) return graph
  const own = ownVersion(opsetImport)
  const known = new Map<string, FunctionProto>()
  for (const each of functions) {
    const version = ownVersion(each.opsetImport)
    if (version === undefined || version === own)
      known.set(keyOf(each.domain, each.name, each.overload), each)
  }
  const nodes: NodeProto[] = []
  const add = (node: NodeProto, depth: number): void => {
    const body = known.get(keyOf(node.domain, node.opType, node.overload))
    if (depth > DEEPEST) throw malformed(whereOf(node), 'its function calls itself')
    if (nodes.length > MOST_NODES) throw malformed('graph', `its functions come to over ${MOST_NODES} nodes`)
    if (body) for (const inner of bodyOf(node, body, `${nodes.length}`)) add(inner, depth + 1)
    else nodes.push(node)
  }
  for (const node of graph.node) add(node, 0)
  return { ...graph, node: nodes }
}

function ownVersion(imports: ModelProto['opsetImport']): bigint | undefined {
  return imports.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version
}

function keyOf(domain: string, name: string, overload: string): string {
  return [domain === 'ai.onnx' ? '' : domain, name, overload].join('\n')
}

/** The nodes of a function as a call of it means them. @param call - tells its names from those of other calls */
function bodyOf(node: NodeProto, body: FunctionProto, call: string): NodeProto[] {
  if (node.input.length > body.input.length || node.output.length > body.output.length) {
    throw malformed(
      whereOf(node),
      `its function has ${body.input.length} inputs and ${body.output.length} outputs`,
    )
  }
  const names = new Map<string, string>([
    ...body.output.map((name, i) => [name, node.output[i] || `${call}/${name}`] as const),
    ...body.input.map((name, i) => [name, node.input[i] ?? ''] as const),
  ])
  const before = node.name || node.output[0] || node.opType
  const renamed = (name: string): string => {
    if (name === '') return ''
    const known = names.get(name)
    if (known !== undefined) return known
    const made = `${call}/${before}/${name}`
    names.set(name, made)
    return made
  }
  const given = new Map([...body.attributeProto, ...node.attribute].map((each) => [each.name, each]))
  return body.node.map((inner) => ({
    ...instance(inner, given, renamed),
    name: `${before}/${inner.name || inner.opType}`,
  }))
}

/** A node of a body, its names and its settings those of the call. */
function instance(
  node: NodeProto,
  given: ReadonlyMap<string, AttributeProto>,
  renamed: (name: string) => string,
): NodeProto {
  return {
    ...node,
    input: node.input.map(renamed),
    output: node.output.map(renamed),
    attribute: node.attribute.flatMap((attribute) => {
      if (attribute.refAttrName) {
        const told = given.get(attribute.refAttrName)
        return told ? [{ ...told, name: attribute.name }] : []
      }
      const { g } = attribute
      return g ? [{ ...attribute, g: innerGraph(g, given, renamed) }] : [attribute]
    }),
  }
}

function innerGraph(
  graph: GraphProto,
  given: ReadonlyMap<string, AttributeProto>,
  renamed: (name: string) => string,
): GraphProto {
  return {
    ...graph,
    node: graph.node.map((node) => instance(node, given, renamed)),
    initializer: graph.initializer.map((tensor) => ({ ...tensor, name: renamed(tensor.name) })),
    input: graph.input.map((value) => ({ ...value, name: renamed(value.name) })),
    output: graph.output.map((value) => ({ ...value, name: renamed(value.name) })),
  }
}
