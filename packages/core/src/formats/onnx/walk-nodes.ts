import type { GraphProto, NodeProto } from 'onnx-buf'
import { UnsupportedLayerError } from '../unsupported-layer-error.js'
import type { Constant } from './constants/constant.js'
import { folds } from './constants/fold.js'
import { readTensor } from './constants/read-tensor.js'
import { externalBytes } from './external-data.js'
import { malformed } from './faults.js'
import { NodeContext, whereOf } from './node-context.js'
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
  input: { readonly name: string; readonly value: Feature },
  output: string,
  opset: number,
  reading: Reading,
  external: ReadonlyMap<string, Uint8Array>,
): Tensor {
  const values = new Map<string, Tensor>([[input.name, input.value]])
  const weights = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]))
  const find = (name: string, where: string): Tensor | undefined => {
    if (name === '') return undefined
    const known = values.get(name)
    if (known) return known
    const tensor = weights.get(name)
    if (!tensor) throw new UnsupportedLayerError(`${where}, which reads "${name}"`)
    const value = readTensor(tensor, `weight "${name}"`, externalBytes(tensor, external))
    values.set(name, value)
    return value
  }
  const nodes = nodesFor(output, graph, new Set([input.name, ...weights.keys()]))
  for (const node of nodes) {
    const inputs = node.input.map((name) => find(name, whereOf(node)))
    const given = [results(node, inputs, opset, reading)].flat()
    for (const [i, value] of given.entries()) {
      const name = node.output[i]
      if (name) values.set(name, value)
    }
  }
  const value = find(output, 'model')
  if (!value) throw malformed('model', `its output "${output}" has no value`)
  return value
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
