/** An attribute of a node: text, a number (whole, unless in `{ float }`), a truth value, a list of any of them, or JSON as it is. */
type Attribute = string | number | boolean | readonly number[] | readonly string[] | object

/** A tensor of a graph being written. */
export interface Written {
  readonly name: string
}

/** Writes TensorFlow.js graph models as tensorflowjs_converter does, node by node. */
export class GraphModelWriter {
  readonly nodes: object[] = []
  readonly #weights: { name: string; shape: readonly number[]; dtype: string }[] = []
  readonly #bytes: Uint8Array[] = []

  /** The image. @param shape - open sizes are −1 */
  input(shape: readonly number[], name = 'x', dtype = 'DT_FLOAT'): Written {
    const dim = shape.map((size) => ({ size: String(size) }))
    this.nodes.push({ name, op: 'Placeholder', attr: { shape: { shape: { dim } }, dtype: { type: dtype } } })
    return { name }
  }

  /** A weight of floats. */
  floats(shape: readonly number[], values: ArrayLike<number>, name = this.#next()): Written {
    return this.#constant(name, shape, 'float32', Float32Array.from(values))
  }

  /** A list of whole numbers, or one. */
  whole(values: readonly number[] | number, name = this.#next()): Written {
    const list = typeof values === 'number' ? [values] : values
    return this.#constant(
      name,
      typeof values === 'number' ? [] : [list.length],
      'int32',
      Int32Array.from(list),
    )
  }

  node(
    op: string,
    inputs: readonly (Written | string)[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Written {
    const name = this.#next()
    const attr = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, written(value)]))
    this.nodes.push({
      name,
      op,
      input: inputs.map((input) => (typeof input === 'string' ? input : input.name)),
      attr,
    })
    return { name }
  }

  /** The files, and what TensorFlow.js takes in their place. */
  model(outputs: readonly Written[], extra: object = {}) {
    const bytes = new Uint8Array(this.#bytes.reduce((sum, { length }) => sum + length, 0))
    let offset = 0
    for (const part of this.#bytes) {
      bytes.set(part, offset)
      offset += part.length
    }
    const ends = Object.fromEntries(outputs.map(({ name }, i) => [`out_${i}`, { name: `${name}:0` }]))
    const json = {
      format: 'graph-model',
      generatedBy: '2.11.0',
      convertedBy: 'TensorFlow.js Converter v4.2.0',
      signature: { outputs: ends },
      modelTopology: { node: this.nodes, library: {}, versions: { producer: 1286 } },
      weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights: this.#weights }],
      ...extra,
    }
    return { json, shards: { 'group1-shard1of1.bin': bytes } }
  }

  #constant(
    name: string,
    shape: readonly number[],
    dtype: string,
    values: Float32Array | Int32Array,
  ): Written {
    this.nodes.push({
      name,
      op: 'Const',
      attr: { dtype: { type: dtype === 'int32' ? 'DT_INT32' : 'DT_FLOAT' } },
    })
    this.#weights.push({ name, shape, dtype })
    this.#bytes.push(new Uint8Array(values.buffer))
    return { name }
  }

  #next(): string {
    return `node_${this.nodes.length}`
  }
}

function written(value: Attribute): object {
  if (typeof value === 'string') return value.startsWith('DT_') ? { type: value } : { s: btoa(value) }
  if (typeof value === 'number') return { i: String(value) }
  if (typeof value === 'boolean') return { b: value }
  if (!Array.isArray(value)) return 'float' in value ? { f: value.float } : value
  if (value.every((each) => typeof each === 'string')) return { list: { s: value.map((each) => btoa(each)) } }
  return { list: { i: value.map(String) } }
}
