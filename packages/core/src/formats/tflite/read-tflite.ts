import { InputError } from '../../errors.js'
import { NetworkBuilder } from '../../network/network-builder.js'
import { chosenOutput } from '../chosen-output.js'
import { behindPermutation } from '../graph/behind-permutation.js'
import { finishedNetwork } from '../graph/finished-network.js'
import { enteringImage, type ImageInput, imageInput } from '../graph/image-input.js'
import { inOrder } from '../graph/in-order.js'
import { takesChannelsFirst } from '../graph/takes-channels-first.js'
import { countOf, shapeText, type Value } from '../graph/value.js'
import { refusedAsInput } from '../keras/refused-as-input.js'
import type { ReadModel, ReadOptions } from '../model.js'
import { UnsupportedLayerError } from '../unsupported-layer-error.js'
import { foldedOperator } from './fold-operator.js'
import type { OperatorNode } from './operator-reader.js'
import { indifferent, readerOf } from './operator-table.js'
import { tellings } from './tellings.js'
import { isQuantised, tensorConstant, typeName } from './tensor-constant.js'
import { readTfliteFile, type TfliteFile, type TfliteOperator, type TfliteTensor } from './tflite-file.js'
import { toldByMetadata } from './told-by-metadata.js'

/**
 * Reads a TensorFlow Lite model of floats, its weights perhaps in half precision or quantised. Its own runtime is not needed.
 *
 * @param bytes - the file
 * @throws InputError `MODEL_FORMAT`, `MODEL_TOPOLOGY`, `MODEL_INPUT`, `MODEL_OUTPUT`, `MODEL_OUTPUTS`, `MODEL_QUANTISED` for one that computes with whole
 *   numbers of 8 or 16 bits, `WEIGHTS_LENGTH`, `MODEL_TOO_LARGE`, or a code of `NetworkError`
 */
export async function readTflite(
  bytes: Uint8Array,
  options: Pick<ReadOptions, 'output' | 'inputSize'>,
): Promise<ReadModel> {
  const file = readTfliteFile(bytes)
  const input = inputOf(file)
  const output = outputOf(file, options.output)
  const whole = [...new Set(file.operators.flatMap(({ outputs }) => outputs))].map(
    (index) => file.tensors[index]!,
  )
  const quantised = whole.find((tensor) => isQuantised(tensor))
  if (quantised) throw wholeNumbers(quantised)
  const channelsFirst = takesChannelsFirst(input.index, tellings(file))
  const image = imageInput(input.name, input.shape, options.inputSize, channelsFirst)
  const read = networkOf(file, image, input, output)
  const told = toldByMetadata(file, bytes, input, output, read.network?.classes)
  const eight = file.tensors.some((tensor) => isQuantised(tensor) && tensor.bytes.length > 0)
  return {
    format: formatOf(file),
    inputShape: image.inputShape,
    ...read,
    told: { ...(input.type === 0 ? {} : { scale: 255 }), ...told.settings },
    notes: [
      ...image.notes,
      ...(input.type === 0
        ? []
        : [`the input is of ${typeName(input)}: pixels are taken as 0 … 255, and not rounded`]),
      ...(eight ? [ROUNDED] : []),
      ...told.notes,
    ],
  }
}

const ROUNDED =
  'weights are stored in 8 bits and computed with as floats; TensorFlow Lite may round activations too, and give slightly other scores'

function wholeNumbers(tensor: TfliteTensor): InputError {
  const what = `tensor "${tensor.name}" is computed in ${typeName(tensor)}`
  return new InputError(
    'MODEL_QUANTISED',
    `${what}: expected a model that computes with floats, got one quantised throughout; convert it without a representative dataset (weights alone may be quantised)`,
  )
}

function formatOf({ version, description }: TfliteFile): string {
  const words = description.trim().replace(/\.$/, '').slice(0, 100)
  return `TensorFlow Lite, schema ${version}${words && !/\p{Cc}/u.test(words) ? `, ${words}` : ''}`
}

function inputOf({ inputs, tensors }: TfliteFile): TfliteTensor {
  if (inputs.length !== 1) {
    const names = inputs.slice(0, 8).map((index) => `"${tensors[index]!.name}"`)
    const got = inputs.length === 0 ? 'none' : names.join(', ')
    throw new InputError('MODEL_INPUT', `expected a model of one input, the image; it has ${got}`)
  }
  const input = tensors[inputs[0]!]!
  if (isQuantised(input)) throw wholeNumbers(input)
  if (![0, 2, 3].includes(input.type)) {
    throw new InputError(
      'MODEL_INPUT',
      `input "${input.name}": expected float32 or uint8, got ${typeName(input)}`,
    )
  }
  return input
}

/** The output that gives the class scores, by its tensor's name or that of the model's signature. */
function outputOf({ outputs, tensors, outputNames }: TfliteFile, wanted: string | undefined): TfliteTensor {
  const named = outputs.map((index) => {
    const tensor = tensors[index]!
    return { names: [outputNames.get(index) ?? tensor.name, tensor.name], tensor }
  })
  return chosenOutput(named, wanted).tensor
}

function networkOf(
  file: TfliteFile,
  image: ImageInput,
  input: TfliteTensor,
  output: TfliteTensor,
): Pick<ReadModel, 'network' | 'unsupported' | 'probabilities'> {
  try {
    return refusedAsInput(() => {
      const builder = new NetworkBuilder()
      builder.size.addImage(image.inputShape, 'input')
      const scores = computed(file, image, input, output, builder)
      return finishedNetwork(builder, image.inputShape, scores, output.name)
    })
  } catch (error) {
    if (error instanceof UnsupportedLayerError) return { network: undefined, unsupported: error.reason }
    throw error
  }
}

/** What the operators that the output needs give it. */
function computed(
  { tensors, operators }: TfliteFile,
  image: ImageInput,
  input: TfliteTensor,
  output: TfliteTensor,
  builder: NetworkBuilder,
): Value {
  const makers = new Map<number, TfliteOperator>()
  for (const operator of operators) for (const index of operator.outputs) makers.set(index, operator)
  const entering = enteringImage({ op: 'input', name: input.name, builder }, image)
  const values = new Map<number, Value>([[input.index, entering]])
  const nameOf = ({ outputs }: TfliteOperator) => tensors[outputs[0] ?? -1]?.name ?? 'none'
  const makersOf = ({ inputs }: TfliteOperator) =>
    inputs.flatMap((index) =>
      index >= 0 && index !== input.index && makers.has(index) ? [makers.get(index)!] : [],
    )
  const valueAt = (index: number): Value | undefined => {
    if (index < 0) return undefined
    const known = values.get(index)
    if (known) return known
    const tensor = tensors[index]!
    if (tensor.bytes.length === 0 && countOf(tensor.shape) !== 0) {
      throw new InputError(
        'MODEL_TOPOLOGY',
        `tensor "${tensor.name}" is read, and neither stored nor computed`,
      )
    }
    const value = tensorConstant(tensor)
    values.set(index, value)
    return value
  }
  const last = makers.get(output.index)
  for (const operator of last ? inOrder(last, makersOf, nameOf) : []) {
    const context = { op: operator.name, name: nameOf(operator), builder }
    const inputs = operator.inputs.map(valueAt)
    const results = [resultOf({ ...context, inputs, options: operator.options })].flat() as Value[]
    for (const [i, index] of operator.outputs.entries()) {
      const value = results[i]
      if (!value)
        throw new InputError(
          'MODEL_TOPOLOGY',
          `node "${context.name}" gives ${results.length} outputs, not ${operator.outputs.length}`,
        )
      requireStated(tensors[index]!, value)
      values.set(index, value)
    }
  }
  return valueAt(output.index)!
}

function resultOf(node: OperatorNode): Value | readonly Value[] {
  const ahead = node.inputs.length > 0 && node.inputs.every((input) => input?.kind !== 'live')
  const folded = ahead ? foldedOperator(node) : undefined
  return folded ?? behindPermutation(node, indifferent[node.op], readerOf(node))
}

/** A shape that the file states otherwise means that the operator was read wrongly, or the file is damaged. */
function requireStated({ name, shape }: TfliteTensor, value: Value): void {
  const stated =
    shape.length === value.shape.length && shape.every((size, i) => size < 0 || size === value.shape[i])
  if (stated || shape.length === 0) return
  throw new InputError(
    'MODEL_TOPOLOGY',
    `tensor "${name}" comes to ${shapeText(value.shape)}, the file says ${shapeText(shape)}`,
  )
}
