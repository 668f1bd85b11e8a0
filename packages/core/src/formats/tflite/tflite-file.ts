import { InputError } from '../../errors.js'
import { shapeText } from '../graph/value.js'
import { FlatTable } from './flat-table.js'
import { operatorNames } from './operator-names.js'

/** How a tensor's stored values stand for numbers: scale·(q − zeroPoint), one of each, or one for each place of an axis. */
export interface TensorQuantisation {
  readonly scales: readonly number[]
  readonly zeroPoints: readonly number[]
  readonly axis: number
}

/** A tensor as the schema's `Tensor` tells of it. */
export interface TfliteTensor {
  readonly index: number
  readonly name: string
  /** Open sizes are −1. */
  readonly shape: readonly number[]
  /** Number of its type: `tensorTypes`. */
  readonly type: number
  readonly quantisation?: TensorQuantisation
  /** Its values as they are stored; empty for one that is computed. */
  readonly bytes: Uint8Array
  /** Whether its weights are stored sparsely. */
  readonly sparse: boolean
}

/** An operator: what it is, its settings, and the tensors it reads and gives; −1 for an input left out. */
export interface TfliteOperator {
  readonly name: string
  readonly options: FlatTable | undefined
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
}

/** A TensorFlow Lite model's first graph. */
export interface TfliteFile {
  readonly version: number
  readonly description: string
  readonly tensors: readonly TfliteTensor[]
  readonly operators: readonly TfliteOperator[]
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  /** Names that a signature gives outputs, by tensor. */
  readonly outputNames: ReadonlyMap<number, string>
  /** The FlatBuffer of metadata, if there is one. */
  readonly metadata: Uint8Array | undefined
}

/** Reads the tables of a model file (schema.fbs, version 3). @throws InputError `MODEL_FORMAT`, `MODEL_TOPOLOGY` */
export function readTfliteFile(bytes: Uint8Array): TfliteFile {
  const model = FlatTable.root(bytes)
  const version = model.int(0)
  if (version !== 3)
    throw new InputError('MODEL_FORMAT', `expected version 3 of TensorFlow Lite's schema, got ${version}`)
  const [graph] = model.tables(2)
  if (!graph) throw new InputError('MODEL_FORMAT', 'the file holds no graph')
  const buffers = model.tables(4)
  const bufferOf = (index: number) => bufferBytes(bytes, buffers[index])
  const tensors = graph.tables(0).map((tensor, index) => tensorOf(tensor, index, bufferOf))
  const codes = model.tables(1)
  const operators = graph.tables(3).map((operator) => operatorOf(operator, codes, tensors.length))
  const metadata = model.tables(6).find((entry) => entry.text(0) === 'TFLITE_METADATA')
  return {
    version,
    description: model.text(3) ?? '',
    tensors,
    operators,
    inputs: within(graph.ints(1), tensors.length),
    outputs: within(graph.ints(2), tensors.length),
    outputNames: signatureOutputs(model),
    metadata: metadata && bufferOf(metadata.int(1)),
  }
}

/** A buffer's bytes: a list, or of models beyond 2 GiB a place in the file. */
function bufferBytes(bytes: Uint8Array, buffer: FlatTable | undefined): Uint8Array {
  if (buffer?.has(1))
    throw new InputError('MODEL_TOO_LARGE', 'its weights lie behind the FlatBuffer, as in files beyond 2 GiB')
  return buffer ? buffer.bytes(0) : bytes.subarray(0, 0)
}

function tensorOf(tensor: FlatTable, index: number, bufferOf: (index: number) => Uint8Array): TfliteTensor {
  const name = tensor.text(3) ?? `tensor ${index}`
  const [fixed, signature] = [tensor.ints(0), tensor.ints(7)]
  const shape = signature.length === fixed.length ? signature : fixed
  if (shape.length > 8 || shape.some((size) => size < -1)) {
    throw new InputError('MODEL_TOPOLOGY', `tensor "${name}" has shape ${shapeText(shape.slice(0, 9))}`)
  }
  const quantisation = quantisationOf(tensor.table(4))
  const stored = bufferOf(tensor.int(2))
  const sparse = tensor.has(6)
  return {
    index,
    name,
    shape,
    type: tensor.byte(1),
    bytes: stored,
    sparse,
    ...(quantisation && { quantisation }),
  }
}

function quantisationOf(table: FlatTable | undefined): TensorQuantisation | undefined {
  const scales = table?.floats(2) ?? []
  if (!table || scales.length === 0) return undefined
  const zeroPoints = table.longs(3)
  return { scales, zeroPoints: scales.map((_, i) => zeroPoints[i] ?? zeroPoints[0] ?? 0), axis: table.int(6) }
}

function operatorOf(operator: FlatTable, codes: readonly FlatTable[], tensors: number): TfliteOperator {
  const code = codes[operator.int(0)]
  if (!code)
    throw new InputError('MODEL_TOPOLOGY', `an operator is number ${operator.int(0)} of ${codes.length}`)
  // Numbers from 127 on do not fit the byte of early schemas.
  const number = Math.max(code.byte(0), code.int(3))
  const custom = code.text(1)
  const name = number === 32 && custom ? custom : (operatorNames[number] ?? `operator ${number}`)
  return {
    name,
    options: operator.table(4),
    inputs: within(operator.ints(1), tensors, -1),
    outputs: within(operator.ints(2), tensors),
  }
}

function within(indices: readonly number[], tensors: number, least = 0): readonly number[] {
  const bad = indices.find((index) => index < least || index >= tensors)
  if (bad === undefined) return indices
  throw new InputError('MODEL_TOPOLOGY', `tensor ${bad} is named, and there are ${tensors}`)
}

/** Of a model with signatures, the names that the first gives the outputs of the first graph. */
function signatureOutputs(model: FlatTable): Map<number, string> {
  const signature = model.tables(7).find((each) => each.int(4) === 0)
  const outputs = signature?.tables(1) ?? []
  return new Map(outputs.flatMap((output) => (output.text(0) ? [[output.int(1), output.text(0)!]] : [])))
}
