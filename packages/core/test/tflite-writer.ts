import { Builder } from 'flatbuffers'
import { operatorNames } from '../src/formats/tflite/operator-names.js'

/** A setting of an operator, by its place in the schema's table: a whole number, a float, a truth value or a list. */
type Setting = readonly [
  field: number,
  kind: 'byte' | 'int' | 'float' | 'ints',
  value: number | readonly number[],
]

interface WrittenTensor {
  readonly shape: readonly number[]
  readonly type: number
  readonly bytes?: Uint8Array
  readonly name: string
  readonly quantisation?: Quantisation
  readonly signature?: readonly number[]
}

interface Quantisation {
  readonly scales: readonly number[]
  readonly zeroPoints: readonly number[]
  readonly axis?: number
}

interface WrittenOperator {
  readonly op: string
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly settings: readonly Setting[]
}

const FLOAT32 = 0
const FLOAT16 = 1
const INT32 = 2

/** Writes TensorFlow Lite models (schema.fbs) with FlatBuffers' own builder. Tensors are their numbers. */
export class TfliteWriter {
  readonly #tensors: WrittenTensor[] = []
  readonly #operators: WrittenOperator[] = []

  /** A tensor that is given, or computed. @param shape - as the file states it */
  tensor(shape: readonly number[], extra: Partial<WrittenTensor> = {}): number {
    const name = extra.name ?? `t${this.#tensors.length}`
    return this.#tensors.push({ shape, type: FLOAT32, ...extra, name }) - 1
  }

  floats(shape: readonly number[], values: ArrayLike<number>): number {
    return this.tensor(shape, { bytes: new Uint8Array(Float32Array.from(values).buffer) })
  }

  /** Weights in half precision, behind the operator that makes floats of them. */
  halves(shape: readonly number[], bits: Uint16Array): number {
    return this.operator(
      'DEQUANTIZE',
      [this.tensor(shape, { type: FLOAT16, bytes: new Uint8Array(bits.buffer) })],
      shape,
    )
  }

  whole(values: readonly number[] | number): number {
    const list = typeof values === 'number' ? [values] : values
    const bytes = new Uint8Array(Int32Array.from(list).buffer)
    return this.tensor(typeof values === 'number' ? [] : [list.length], { type: INT32, bytes })
  }

  /** An operator of one output. @param shape - of the output; @returns the output */
  operator(
    op: string,
    inputs: readonly number[],
    shape: readonly number[],
    settings: readonly Setting[] = [],
  ): number {
    const output = this.tensor(shape)
    this.#operators.push({ op, inputs, outputs: [output], settings })
    return output
  }

  /** One of several outputs. */
  operatorOf(
    op: string,
    inputs: readonly number[],
    shapes: readonly (readonly number[])[],
    settings: readonly Setting[] = [],
  ): number[] {
    const outputs = shapes.map((shape) => this.tensor(shape))
    this.#operators.push({ op, inputs, outputs, settings })
    return outputs
  }

  /** The file. @param metadata - a FlatBuffer of metadata */
  file(inputs: readonly number[], outputs: readonly number[], metadata?: Uint8Array): Uint8Array {
    const b = new Builder(1024)
    const data = [
      new Uint8Array(0),
      ...this.#tensors.map(({ bytes }) => bytes ?? new Uint8Array(0)),
      ...(metadata ? [metadata] : []),
    ]
    const bufferOffsets = data.map((bytes) =>
      table(b, [bytes.length > 0 && [0, 'offset', byteVector(b, bytes)]]),
    )
    const tensorOffsets = this.#tensors.map((tensor, i) => writtenTensor(b, tensor, i + 1))
    const names = [...new Set(this.#operators.map(({ op }) => op))]
    const codes = names.map((op) => operatorCode(b, op))
    const operators = this.#operators.map((operator) => writtenOperator(b, operator, names))
    const graph = table(b, [
      [0, 'offset', offsets(b, tensorOffsets)],
      [1, 'offset', ints(b, inputs)],
      [2, 'offset', ints(b, outputs)],
      [3, 'offset', offsets(b, operators)],
    ])
    const entries = metadata
      ? [
          table(b, [
            [0, 'offset', b.createString('TFLITE_METADATA')],
            [1, 'int', data.length - 1],
          ]),
        ]
      : []
    const model = table(b, [
      [0, 'int', 3],
      [1, 'offset', offsets(b, codes)],
      [2, 'offset', offsets(b, [graph])],
      [3, 'offset', b.createString('a test')],
      [4, 'offset', offsets(b, bufferOffsets)],
      metadata !== undefined && [6, 'offset', offsets(b, entries)],
    ])
    b.finish(model, 'TFL3')
    return b.asUint8Array().slice()
  }
}

type Field = readonly [field: number, kind: 'byte' | 'int' | 'float' | 'offset', value: number]

/** A table of the fields that are there. */
export function table(b: Builder, fields: readonly (Field | false)[]): number {
  const there = fields.filter((field) => field !== false)
  b.startObject(Math.max(0, ...there.map(([field]) => field + 1)))
  for (const [field, kind, value] of there) {
    if (kind === 'byte') b.addFieldInt8(field, value, Number.NaN)
    else if (kind === 'int') b.addFieldInt32(field, value, Number.NaN)
    else if (kind === 'float') b.addFieldFloat32(field, value, Number.NaN)
    else b.addFieldOffset(field, value, 0)
  }
  return b.endObject()
}

export function offsets(b: Builder, values: readonly number[]): number {
  b.startVector(4, values.length, 4)
  for (const value of [...values].reverse()) b.addOffset(value)
  return b.endVector()
}

export function floatVector(b: Builder, values: readonly number[]): number {
  b.startVector(4, values.length, 4)
  for (const value of [...values].reverse()) b.addFloat32(value)
  return b.endVector()
}

function ints(b: Builder, values: readonly number[]): number {
  b.startVector(4, values.length, 4)
  for (const value of [...values].reverse()) b.addInt32(value)
  return b.endVector()
}

function longs(b: Builder, values: readonly number[]): number {
  b.startVector(8, values.length, 8)
  for (const value of [...values].reverse()) b.addInt64(BigInt(value))
  return b.endVector()
}

function byteVector(b: Builder, bytes: Uint8Array): number {
  b.startVector(1, bytes.length, 16)
  for (let i = bytes.length - 1; i >= 0; i--) b.addInt8(bytes[i]!)
  return b.endVector()
}

function writtenTensor(
  b: Builder,
  { shape, type, bytes, name, quantisation, signature }: WrittenTensor,
  buffer: number,
): number {
  const how =
    quantisation &&
    table(b, [
      [2, 'offset', floatVector(b, quantisation.scales)],
      [3, 'offset', longs(b, quantisation.zeroPoints)],
      [6, 'int', quantisation.axis ?? 0],
    ])
  return table(b, [
    [0, 'offset', ints(b, shape)],
    [1, 'byte', type],
    [2, 'int', bytes ? buffer : 0],
    [3, 'offset', b.createString(name)],
    how !== undefined && [4, 'offset', how],
    signature !== undefined && [7, 'offset', ints(b, signature)],
  ])
}

function operatorCode(b: Builder, op: string): number {
  const number = operatorNames.indexOf(op)
  const code = number < 0 ? 32 : number
  return table(b, [
    [0, 'byte', Math.min(code, 127)],
    number < 0 && [1, 'offset', b.createString(op)],
    [3, 'int', code],
    [2, 'int', VERSIONS[op] ?? 1],
  ])
}

/** Versions of operators that the runtime asks for where floats are computed in newer ways. */
const VERSIONS: Readonly<Record<string, number>> = {
  DEQUANTIZE: 3,
  RESIZE_BILINEAR: 3,
  RESIZE_NEAREST_NEIGHBOR: 3,
}

function writtenOperator(
  b: Builder,
  { op, inputs, outputs, settings }: WrittenOperator,
  names: readonly string[],
): number {
  const made = settings.map(
    ([field, kind, value]): Field =>
      kind === 'ints' ? [field, 'offset', ints(b, value as number[])] : [field, kind, value as number],
  )
  const options = table(b, made)
  return table(b, [
    [0, 'int', names.indexOf(op)],
    [1, 'offset', ints(b, inputs)],
    [2, 'offset', ints(b, outputs)],
    [3, 'byte', OPTIONS[op] ?? 0],
    OPTIONS[op] !== undefined && [4, 'offset', options],
  ])
}

/** Which table of settings an operator has: its place in the schema's union `BuiltinOptions`. */
const OPTIONS: Readonly<Record<string, number>> = {
  CONV_2D: 1,
  DEPTHWISE_CONV_2D: 2,
  AVERAGE_POOL_2D: 5,
  MAX_POOL_2D: 5,
  FULLY_CONNECTED: 8,
  SOFTMAX: 9,
  CONCATENATION: 10,
  ADD: 11,
  L2_NORMALIZATION: 12,
  LOCAL_RESPONSE_NORMALIZATION: 13,
  RESIZE_BILINEAR: 15,
  RESHAPE: 17,
  MUL: 21,
  PAD: 22,
  GATHER: 23,
  TRANSPOSE: 26,
  MEAN: 27,
  SUM: 27,
  REDUCE_MAX: 27,
  SUB: 28,
  DIV: 29,
  SQUEEZE: 30,
  STRIDED_SLICE: 32,
  EXP: 33,
  SPLIT: 35,
  LOG_SOFTMAX: 36,
  CAST: 37,
  DEQUANTIZE: 38,
  MAXIMUM: 39,
  MINIMUM: 39,
  NEG: 42,
  PADV2: 43,
  SLICE: 48,
  TRANSPOSE_CONV: 49,
  EXPAND_DIMS: 52,
  SHAPE: 55,
  PACK: 59,
  UNPACK: 64,
  RESIZE_NEAREST_NEIGHBOR: 74,
  LEAKY_RELU: 75,
  MIRROR_PAD: 77,
  SPLIT_V: 79,
  SQUARED_DIFFERENCE: 76,
  ABS: 78,
  HARD_SWISH: 91,
  GELU: 116,
}
