import type { GraphProto, NodeProto, TensorProto } from 'onnx-buf'
import { UnsupportedLayerError } from '../unsupported-layer-error.js'
import type { Constant } from './constants/constant.js'
import { folds } from './constants/fold.js'
import { readTensor } from './constants/read-tensor.js'
import { externalBytes } from './external-data.js'
import { malformed } from './faults.js'
import { NodeContext, operatorOf, whereOf } from './node-context.js'
import { nodesFor } from './node-order.js'
import { operators } from './operators/table.js'
import type { Reading } from './reading.js'
import type { Feature, Tensor } from './tensor.js'

/**
 * Goes through the nodes that an output needs: those of constants are computed, the others become layers.
 *
 * @returns what stands for the output
 * @throws UnsupportedLayerError, InputError MODEL_ONNX, NetworkError
 */
export function walkNodes(
  graph: GraphProto,
  input: { readonly name: string; readonly value: Feature; readonly whole?: boolean },
  output: string,
  opset: number,
  reading: Reading,
  external: ReadonlyMap<string, Uint8Array>,
): Tensor {
  const values = new Map<string, Tensor>([[input.name, input.value]])
  const whole = new Set(input.whole ? [input.name] : [])
  const walk: Walk = { values, whole, weights: new Map(), opset, reading, external }
  return walked(walk, graph, output, 'model')
}

interface Walk {
  readonly values: Map<string, Tensor>
  /** Names of those that are the image's bytes, and not yet floating-point numbers. */
  readonly whole: Set<string>
  /** Those of the graph, and of branches gone into. */
  readonly weights: Map<string, TensorProto>
  readonly opset: number
  readonly reading: Reading
  readonly external: ReadonlyMap<string, Uint8Array>
}

/** What stands for a value of a graph, which reads what was computed around it. @param where - the graph, for messages */
function walked(walk: Walk, graph: GraphProto, output: string, where: string): Tensor {
  const { values, weights } = walk
  for (const tensor of graph.initializer) weights.set(tensor.name, tensor)
  for (const node of nodesFor(output, graph, new Set([...values.keys(), ...weights.keys()]))) {
    const inputs = node.input.map((name) => valueNamed(walk, name, whereOf(node)))
    requireNoWholeArithmetic(walk, node)
    const given = [branch(walk, node, inputs) ?? results(node, inputs, walk.opset, walk.reading)].flat()
    for (const [i, value] of given.entries()) {
      const name = node.output[i]
      if (name) values.set(name, value)
    }
  }
  const value = valueNamed(walk, output, where)
  if (!value) throw malformed(where, `its output "${output}" has no value`)
  return value
}

/** Operators that give some of the bytes they read, and those whose results are no bytes. */
const OF_BYTES = new Set([
  ...[
    'Identity',
    'Reshape',
    'Flatten',
    'Squeeze',
    'Unsqueeze',
    'Transpose',
    'Slice',
    'Gather',
    'Concat',
    'Split',
  ],
  ...['Expand', 'Tile', 'MaxPool', 'DepthToSpace', 'SpaceToDepth', 'Dropout', 'If'],
])
const FROM_BYTES = new Set(['Cast', 'CastLike', 'Shape', 'Size'])

/** Arithmetic of bytes wraps around at 256 and cuts off fractions, as no layer does: they have to become floats first. */
function requireNoWholeArithmetic({ whole }: Walk, node: NodeProto): void {
  if (!node.input.some((name) => whole.has(name))) return
  const operator = operatorOf(node)
  if (FROM_BYTES.has(operator)) return
  const nearest = node.attribute.every(
    ({ name, s }) => name !== 'mode' || new TextDecoder().decode(s) === 'nearest',
  )
  if (!OF_BYTES.has(operator) && !(operator === 'Resize' && nearest))
    throw new UnsupportedLayerError(`${whereOf(node)}, of bytes`)
  for (const name of node.output) whole.add(name)
}

function valueNamed({ values, weights, external }: Walk, name: string, where: string): Tensor | undefined {
  if (name === '') return undefined
  const known = values.get(name)
  if (known) return known
  const tensor = weights.get(name)
  if (!tensor) throw new UnsupportedLayerError(`${where}, which reads "${name}"`)
  const value = readTensor(tensor, `weight "${name}"`, externalBytes(tensor, external))
  values.set(name, value)
  return value
}

/**
 * If, whose condition is known before any image is, as where an exporter asks for sizes: one of its branches. Undefined for another node.
 * @throws UnsupportedLayerError where the image decides
 */
function branch(
  walk: Walk,
  node: NodeProto,
  [condition]: readonly (Tensor | undefined)[],
): Tensor[] | undefined {
  if (operatorOf(node) !== 'If') return undefined
  const where = whereOf(node)
  if (condition?.kind !== 'constant')
    throw new UnsupportedLayerError(`${where}, whose branch depends on the image`)
  const side = condition.data[0] ? 'then_branch' : 'else_branch'
  const graph = node.attribute.find(({ name }) => name === side)?.g
  if (!graph || graph.output.length !== node.output.length)
    throw malformed(where, `expected a ${side} of ${node.output.length} outputs`)
  return graph.output.map(({ name }) => walked(walk, graph, name, where))
}

function results(
  node: NodeProto,
  inputs: readonly (Tensor | undefined)[],
  opset: number,
  reading: Reading,
): Tensor | readonly Tensor[] {
  const context = new NodeContext(node, inputs, opset, reading)
  const { operator } = context
  const constants = inputs.filter((value): value is Constant => value?.kind === 'constant')
  const fold = constants.length === inputs.filter((value) => value).length ? folds.get(operator) : undefined
  if (fold) {
    const least = operator === 'Constant' ? 0 : (LEAST[operator] ?? 1)
    if (constants.length < least) throw context.malformed(`expected ${least} inputs, got ${constants.length}`)
    return fold(context, constants)
  }
  const make = operators.get(operator)
  if (make) return make(context)
  throw context.unsupported()
}

/** How many inputs operators need at least, where that is more than one. */
const LEAST: Readonly<Record<string, number>> = {
  Gather: 2,
  Expand: 2,
  Tile: 2,
  Where: 3,
  Range: 3,
  DequantizeLinear: 2,
  Pow: 2,
  Equal: 2,
}
