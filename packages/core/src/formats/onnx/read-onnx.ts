import { createNetwork, type Network, NetworkError } from '@umbra/occlusion-wasm'
import type { GraphProto, ModelProto } from 'onnx-buf'
import { InputError } from '../../errors.js'
import { foldScaleShifts } from '../../network/fold-scale-shifts.js'
import { liveLayers } from '../../network/live-layers.js'
import { NetworkBuilder } from '../../network/network-builder.js'
import { endingOf } from '../graph/ending.js'
import type { GraphEnding, ReadModel, ReadOptions } from '../model.js'
import { UnsupportedLayerError } from '../unsupported-layer-error.js'
import { ConstantBudget } from './constants/constant.js'
import { decodeModel } from './decode-model.js'
import { readExternalFiles } from './external-data.js'
import { malformed } from './faults.js'
import { withInlinedFunctions } from './inline-functions.js'
import { metadataOf, sizeInMetadata } from './metadata.js'
import { type ModelInput, modelInput, type SizeHints } from './model-input.js'
import { onnxOutput, scoresOf } from './model-output.js'
import { whereOf } from './node-context.js'
import { nodesFor } from './node-order.js'
import { Reading } from './reading.js'
import { readsOf } from './subgraphs.js'
import { feature } from './tensor.js'
import { walkNodes } from './walk-nodes.js'

/** The oldest version of ONNX's operators that is read: before it, Add and its like broadcast by attributes. */
const OLDEST = 7

/**
 * Reads an ONNX model: its nodes become layers of a network whose channels lie last, their constants are computed, and what
 * exporters spell out in many nodes is recognised as the one thing it is. Where a node says what no `Network` can, there is none,
 * and `unsupported` names it.
 *
 * @param bytes - of the file; those of its weights are looked at, not copied
 * @throws InputError `MODEL_ONNX` for a file that is no model or makes no sense, `MODEL_INPUT`, `MODEL_OUTPUT`, `MODEL_OUTPUTS` which
 *   names the outputs to choose from, `SHARD_MISSING`, `SHARD_PATH_UNSAFE`, or a code of `NetworkError`, such as `MODEL_TOO_LARGE`
 */
export async function readOnnx(bytes: Uint8Array, options: ReadOptions): Promise<ReadModel> {
  const model = await decodeModel(bytes)
  const graph = withInlinedFunctions(model)
  if (!graph || graph.node.length === 0) throw malformed('graph', 'expected nodes, got none')
  const opset = opsetOf(model)
  const output = onnxOutput(graph, options.output)
  const input = inputOf(graph, output.name, { asked: options.inputSize, told: sizeInMetadata(model) })
  const external = await readExternalFiles(graph.initializer, options.readBeside)
  const read = networkOf(graph, opset, input, output.name, external, bytes.length)
  const metadata = metadataOf(model, read.network?.classes)
  const notes = [...input.notes, ...output.notes, ...read.notes, ...metadata.notes]
  const bytesTaken = input.type === 'uint8'
  if (bytesTaken) {
    const rounded = read.network ? 'not rounded' : 'rounded'
    notes.push(`The model takes bytes: pixels are multiplied by 255, and ${rounded}.`)
  }
  return {
    format: formatOf(model, opset),
    inputShape: input.shape,
    ...read,
    told: {
      ...(bytesTaken && { scale: 255 }),
      ...(input.toldSize && { inputSize: [...input.toldSize] }),
      ...metadata.told,
    },
    notes,
    original: {
      kind: 'onnx',
      bytes,
      external,
      input: input.name,
      output: output.name,
      axes: input.axes,
      sizes: input.sizes,
      type: input.type,
      outputs: graph.output.map(({ name }) => name),
      ending: onnxEnding(model.graph!, input.name, output.name),
    },
  }
}

/** What is told of the output, by names that a runtime knows: functions stay calls. */
function onnxEnding(graph: GraphProto, input: string, output: string): GraphEnding | undefined {
  const given = new Set([input, ...graph.initializer.map(({ name }) => name)])
  const nodes = nodesFor(output, graph, given).map((node) => ({
    op: node.opType,
    where: whereOf(node),
    inputs: readsOf(node),
    outputs: node.output,
  }))
  return endingOf(nodes, input, output)
}

function networkOf(
  graph: GraphProto,
  opset: number,
  input: ModelInput,
  output: string,
  external: ReadonlyMap<string, Uint8Array>,
  fileBytes: number,
): Pick<ReadModel, 'network' | 'unsupported' | 'notes'> {
  try {
    if (opset < OLDEST)
      throw new UnsupportedLayerError(`version ${opset} of ONNX’s operators, expected ${OLDEST} or newer`)
    return builtNetwork(graph, opset, input, output, external, fileBytes)
  } catch (error) {
    if (error instanceof UnsupportedLayerError)
      return { network: undefined, unsupported: error.reason, notes: [] }
    if (error instanceof NetworkError) throw new InputError(error.code, error.detail, { cause: error })
    throw error
  }
}

function builtNetwork(
  graph: GraphProto,
  opset: number,
  input: ModelInput,
  output: string,
  external: ReadonlyMap<string, Uint8Array>,
  fileBytes: number,
): { readonly network: Network; readonly notes: readonly string[] } {
  const builder = new NetworkBuilder()
  builder.size.addImage(input.shape, `input "${input.name}"`)
  const weights = [fileBytes, ...[...external.values()].map(({ length }) => length)]
  const budget = new ConstantBudget(weights.reduce((sum, length) => sum + length, 0))
  const reading = new Reading(builder, budget, (input.axes.startsWith('N') && input.sizes[0]) || 1)
  const image = feature({ index: -1, shape: input.shape }, input.view)
  const whole = input.type === 'uint8'
  const value = walkNodes(graph, { name: input.name, value: image, whole }, output, opset, reading, external)
  const { scores, head } = scoresOf(value, output, reading)
  const layers = foldScaleShifts(liveLayers(builder.layers, scores.index))
  return { network: createNetwork(input.shape, layers, head), notes: [...reading.notes] }
}

function opsetOf({ opsetImport }: ModelProto): number {
  const own = opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')
  return own ? Number(own.version) : 1
}

function formatOf({ producerName, producerVersion }: ModelProto, opset: number): string {
  const producer = [producerName, producerVersion].filter((word) => word !== '').join(' ')
  return `ONNX, opset ${opset}${producer ? `, written by ${producer}` : ''}`
}

function inputOf(graph: GraphProto, output: string, hints: SizeHints): ModelInput {
  const given = new Set([...graph.input, ...graph.initializer].map(({ name }) => name))
  const nodes = nodesFor(output, graph, given)
  const needed = new Set(nodes.flatMap(readsOf))
  const transposes = nodes.some(
    ({ opType, input }) => opType === 'Transpose' && graph.input.some(({ name }) => name === input[0]),
  )
  return modelInput(graph, needed, transposes, hints)
}
