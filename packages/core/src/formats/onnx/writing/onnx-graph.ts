import { bytesField, floatField, joined, type Message, message, numberField, text } from './protobuf.js'

/** The operator set written: of that version are AveragePool with dilations (19), Mish (18) and LayerNormalization (17). */
const OPERATOR_SET = 19
/** The version of the format that came with it. */
const IR_VERSION = 9

/** Types of TensorProto. */
const FLOAT = 1
const INT64 = 7

type Attribute = number | string | readonly number[] | { readonly float: number }

/** Settings of a node. Numbers are whole, but for those that are floats by their nature. */
export type Attributes = Readonly<Record<string, Attribute | undefined>>

/** What a graph reads or gives. */
interface ValueInfo {
  readonly name: string
  readonly shape: readonly (number | string)[]
  /** What axes are, as https://github.com/onnx/onnx/blob/main/docs/DimensionDenotation.md calls it. */
  readonly denotations?: readonly string[]
}

interface Node {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes: Attributes
}

/** Nodes and weights of an ONNX graph as they are added, and its bytes in the end. */
export class OnnxGraph {
  readonly #nodes: Node[] = []
  readonly #weights: Message[] = []
  #values = 0

  /** @param inputs - empty for one left out @returns the name of what the node gives */
  add(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    const output = `value${this.#values++}`
    this.#nodes.push({ operator, inputs, output, attributes })
    return output
  }

  /** Floats of a shape; without one, a single number. @returns its name */
  constant(values: Float32Array, dims: readonly number[]): string {
    return this.#weight(FLOAT, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), dims)
  }

  /** A single number. */
  number(value: number): string {
    return this.constant(Float32Array.of(value), [])
  }

  /** A list of whole numbers, such as a shape. */
  integers(values: readonly number[]): string {
    return this.#weight(INT64, new Uint8Array(BigInt64Array.from(values, BigInt).buffer), [values.length])
  }

  #weight(type: number, raw: Uint8Array, dims: readonly number[]): string {
    const name = `weight${this.#weights.length}`
    const tensor = [...dims.map((size) => numberField(1, size)), numberField(2, type)]
    this.#weights.push(message(...tensor, bytesField(8, text(name)), bytesField(9, raw)))
    return name
  }

  /**
   * The file, field by field as https://github.com/onnx/onnx/blob/main/onnx/onnx.proto numbers them.
   *
   * @param input - name and shape of what it reads; text is a size left open
   * @param output - of what it gives, which is called `value` here
   */
  file(input: ValueInfo, output: ValueInfo & { readonly value: string }): Uint8Array<ArrayBuffer> {
    const called = (name: string) => (name === output.value ? output.name : name)
    const nodes = this.#nodes.map((node) => bytesField(1, nodeMessage(node, called)))
    const graph = message(
      ...nodes,
      bytesField(2, text('umbra')),
      ...this.#weights.map((weight) => bytesField(5, weight)),
      bytesField(11, valueInfo(input)),
      bytesField(12, valueInfo(output)),
    )
    return joined(
      message(
        numberField(1, IR_VERSION),
        bytesField(2, text('umbra')),
        bytesField(8, message(numberField(2, OPERATOR_SET))),
        bytesField(7, graph),
      ),
    )
  }
}

function nodeMessage(
  { operator, inputs, output, attributes }: Node,
  called: (name: string) => string,
): Message {
  return message(
    ...inputs.map((input) => bytesField(1, text(called(input)))),
    bytesField(2, text(called(output))),
    bytesField(4, text(operator)),
    ...Object.entries(attributes).map(([name, value]) =>
      value === undefined ? [] : bytesField(5, attributeMessage(name, value)),
    ),
  )
}

/** An AttributeProto, whose types are FLOAT 1, INT 2, STRING 3 and INTS 7. */
function attributeMessage(name: string, value: Attribute): Message {
  const called = bytesField(1, text(name))
  if (typeof value === 'number') return message(called, numberField(3, value), numberField(20, 2))
  if (typeof value === 'string') return message(called, bytesField(4, text(value)), numberField(20, 3))
  if ('float' in value) return message(called, floatField(2, value.float), numberField(20, 1))
  return message(called, ...value.map((each) => numberField(8, each)), numberField(20, 7))
}

function valueInfo({ name, shape, denotations }: ValueInfo): Message {
  const dims = shape.map((size, axis) => {
    const length = typeof size === 'number' ? numberField(1, size) : bytesField(2, text(size))
    const meaning = denotations ? bytesField(3, text(denotations[axis]!)) : []
    return bytesField(1, message(length, meaning))
  })
  const tensorType = message(numberField(1, FLOAT), bytesField(2, message(...dims)))
  return message(bytesField(1, text(name)), bytesField(2, bytesField(1, tensorType)))
}
