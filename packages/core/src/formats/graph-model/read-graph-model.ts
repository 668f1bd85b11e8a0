import { InputError } from '../../errors.js'
import { NetworkBuilder } from '../../network/network-builder.js'
import { behindPermutation } from '../graph/behind-permutation.js'
import { endingOf } from '../graph/ending.js'
import { finishedNetwork } from '../graph/finished-network.js'
import { enteringImage, type ImageInput, imageInput } from '../graph/image-input.js'
import { inOrder } from '../graph/in-order.js'
import { takesChannelsFirst } from '../graph/takes-channels-first.js'
import type { Constant, Value } from '../graph/value.js'
import { refusedAsInput } from '../keras/refused-as-input.js'
import { readManifest } from '../keras/weights-manifest.js'
import type { GraphEnding, ReadModel, ReadOptions } from '../model.js'
import { UnsupportedLayerError } from '../unsupported-layer-error.js'
import { Attributes } from './attributes.js'
import { isChannelsFirst, readChannelsFirst } from './channels-first.js'
import { foldedNode } from './fold-node.js'
import {
  GraphDef,
  type GraphModelJson,
  graphModelSchema,
  type NodeJson,
  type Reference,
} from './graph-def.js'
import { inputNode, outputOf } from './graph-ends.js'
import { constantBytes, graphConstants } from './graph-weights.js'
import type { GraphNode } from './node-reader.js'
import { indifferent, readerOf } from './node-table.js'
import { attributesOf, tellings } from './tellings.js'

/**
 * Reads a TensorFlow.js graph model: the frozen graph of operations that `tensorflowjs_converter` writes of a SavedModel, a TF-Hub
 * module or a frozen graph. TensorFlow.js is not needed.
 *
 * @param json - what its model.json parses to
 * @throws InputError `MODEL_FORMAT`, `MODEL_TOPOLOGY`, `MODEL_INPUT`, `MODEL_OUTPUT`, `MODEL_OUTPUTS`, `MODEL_TOO_LARGE`, a code of `NetworkError`, and
 *   those of reading weight files: `SHARD_PATH_UNSAFE`, `SHARD_REPEATED`, `SHARD_MISSING`, `WEIGHTS_LENGTH`, `WEIGHT_TYPE` or
 *   `WEIGHT_NAMED_TWICE`
 */
export async function readGraphModel(json: object, options: ReadOptions): Promise<ReadModel> {
  const model = checkedJson(json)
  const graph = new GraphDef(model)
  const input = inputNode(graph, model)
  const output = outputOf(graph, model, options.output)
  const { weightSpecs, weightData } = await readManifest(
    model.weightsManifest,
    options.readBeside,
    constantBytes,
  )
  const constants = graphConstants(weightSpecs, weightData)
  const shape = inputShapeOf(input)
  const nodes = nodesBefore(graph, input.name, output)
  const channelsFirst = takesChannelsFirst(input.name, tellings(graph, nodes, constants))
  const image = imageInput(input.name, shape, options.inputSize, channelsFirst)
  const reading = { graph, constants, image, input: input.name, output }
  // TensorFlow.js leaves out what most operations say of channels that come first, and computes something else.
  const misread = nodes.some((node) => isChannelsFirst({ attributes: attributesOf(node) }))
  const batch = (shape?.[0] ?? 1) <= 0 ? undefined : image.sizes[0]
  return {
    format: formatOf(model),
    inputShape: image.inputShape,
    ...networkOf(reading),
    told: {},
    notes: image.notes,
    ...(!misread && { original: { ...originalOf(reading, batch), json, weights: weightData } }),
  }
}

/** @param batch - size of the input's first axis; undefined for any */
function originalOf({ graph, image, input, output }: Reading, batch: number | undefined) {
  return {
    kind: 'graph-model',
    input,
    output: valueName(output),
    channelsFirst: image.channelsFirst,
    sizes: image.sizes.with(0, batch as number) as readonly (number | undefined)[],
    ending: graphModelEnding(graph, input, output),
  } as const
}

/** As TensorFlow.js calls what a node gives. */
function valueName({ node, output }: Reference): string {
  return output === 0 ? node : `${node}:${output}`
}

/** What is told of the output. */
function graphModelEnding(graph: GraphDef, input: string, output: Reference): GraphEnding | undefined {
  const nodes = nodesBefore(graph, input, output).map((node) => ({
    op: node.op,
    where: `${node.op} "${node.name}"`,
    inputs: graph.inputsOf(node).map(valueName),
    outputs: [node.name],
  }))
  return endingOf(nodes, input, valueName(output))
}

/** All nodes that the output needs, each after those it reads. */
function nodesBefore(graph: GraphDef, input: string, output: Reference): NodeJson[] {
  const inputsOf = (node: NodeJson) => (node.name === input ? [] : graph.inputsOf(node))
  return inOrder(
    graph.node(output.node),
    (node) => inputsOf(node).map((reference) => graph.node(reference.node)),
    ({ name }) => name,
  )
}

function checkedJson(json: object): GraphModelJson {
  const parsed = graphModelSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const { path, message } = parsed.error.issues[0]!
  throw new InputError('MODEL_FORMAT', `model.json${path.length ? `, ${path.join('.')}` : ''}: ${message}`)
}

function formatOf({ generatedBy, convertedBy }: GraphModelJson): string {
  const version = generatedBy && /^\d/.test(generatedBy) ? `of TensorFlow ${generatedBy}` : undefined
  const by = [version, convertedBy && `written by ${convertedBy}`]
  return ['TensorFlow.js graph model', ...by.filter((words) => words)].join(', ')
}

function inputShapeOf(input: NodeJson): number[] | undefined {
  return attributesOf(input).shape('shape')
}

interface Reading {
  readonly graph: GraphDef
  readonly constants: ReadonlyMap<string, Constant>
  readonly image: ImageInput
  /** Name of the node that takes the image. */
  readonly input: string
  readonly output: Reference
}

function networkOf(reading: Reading): Pick<ReadModel, 'network' | 'unsupported' | 'probabilities'> {
  const { image, output } = reading
  try {
    return refusedAsInput(() => {
      const builder = new NetworkBuilder()
      builder.size.addImage(image.inputShape, 'input')
      const values = computed(reading, builder)
      const scores = outputValue(values, output)
      return finishedNetwork(builder, image.inputShape, scores, output.node)
    })
  } catch (error) {
    if (error instanceof UnsupportedLayerError) return { network: undefined, unsupported: error.reason }
    throw error
  }
}

/** What every node gives that the output needs. */
function computed(
  { graph, constants, image, input, output }: Reading,
  builder: NetworkBuilder,
): ReadonlyMap<string, readonly Value[]> {
  const values = new Map<string, readonly Value[]>()
  const inputsOf = (node: NodeJson) => (node.name === input ? [] : graph.inputsOf(node))
  for (const node of nodesBefore(graph, input, output)) {
    const context = { op: node.op, name: node.name, builder }
    const inputs = inputsOf(node).map((reference) => outputValue(values, reference))
    const attributes = new Attributes(context, node.attr ?? {})
    const result =
      node.name === input
        ? enteringImage(context, image)
        : resultOf({ ...context, inputs, attributes }, constants)
    values.set(node.name, Array.isArray(result) ? result : [result as Value])
  }
  return values
}

function resultOf(node: GraphNode, constants: ReadonlyMap<string, Constant>): Value | readonly Value[] {
  if (node.op === 'Const') {
    const value = constants.get(node.name)
    if (value) return value
    throw new InputError('WEIGHT_MISSING', `weight ${node.name}: the graph needs it, its weights lack it`)
  }
  if (node.op === 'Placeholder') {
    throw new InputError('MODEL_INPUT', `input "${node.name}" is a second one`)
  }
  if (node.op === 'PlaceholderWithDefault') return node.inputs[0] ?? []
  const ahead = node.inputs.length > 0 && node.inputs.every(({ kind }) => kind === 'constant')
  const folded = ahead ? foldedNode(node) : undefined
  if (folded) return folded
  const read = readerOf(node)
  if (isChannelsFirst(node)) return readChannelsFirst(node, read)
  return behindPermutation(node, indifferent[node.op], read)
}

function outputValue(values: ReadonlyMap<string, readonly Value[]>, { node, output }: Reference): Value {
  const value = values.get(node)?.[output]
  if (value) return value
  throw new InputError('MODEL_TOPOLOGY', `node "${node}": its output ${output} is read, and there is none`)
}
