import { InputError } from '../../errors.js'

type Json = Readonly<Record<string, unknown>>

/**
 * A model's configuration with operations between layers, which Keras 2 wrote as layers of class TFOpLambda and Keras 3 by the operation's
 * name, as the layers they are: arithmetic with constants, as functional models have it for preprocessing (`x / 127.5 - 1`), sums of layers, and activations. What is
 * not one of these is refused by name.
 *
 * @throws InputError `LAYER_CODE`
 */
export function withoutOpLambdas(model: object): object {
  const { config } = model as Json
  if (Array.isArray(config)) return { ...model, config: config.map(rewritten) }
  const { layers } = (config ?? {}) as Json
  return Array.isArray(layers)
    ? { ...model, config: { ...(config as object), layers: layers.map(rewritten) } }
    : model
}

function rewritten(layer: unknown): unknown {
  if (typeof layer !== 'object' || layer === null) return layer
  const { class_name, name, config, inbound_nodes } = layer as Json
  const nodes = Array.isArray(inbound_nodes) ? inbound_nodes : []
  const { function: given, name: own } = (config ?? {}) as Json
  const operation = nodes.some(isOperation) ? entryOf(OPERATIONS, String(class_name)) : undefined
  if (!operation && class_name !== 'TFOpLambda' && class_name !== 'SlicingOpLambda')
    return withoutOpLambdas(layer)
  const called = operation ?? given
  const label = String(name ?? own)
  const calls = nodes.map(operation ? operationCallOf : callOf)
  const replaced = calls.map((call) => layerFor(String(called), call))
  const [first] = replaced
  // Called anew with other constants it is another layer.
  const alike =
    first && replaced.every((each) => each && JSON.stringify(each.layer) === JSON.stringify(first.layer))
  if (!alike) {
    throw new InputError(
      'LAYER_CODE',
      `layer "${label}" is the operation ${String(called)}, which is not read as a layer; put a layer of Keras in its place, such as Rescaling`,
    )
  }
  return {
    class_name: first.layer[0],
    config: { name: label, trainable: false, dtype: 'float32', ...first.layer[1] },
    name: label,
    inbound_nodes: replaced.map((each) => each!.reads.map((value) => [...value, {}])),
  }
}

type Value = readonly [layer: string, node: number, output: number]

interface Call {
  readonly value: Value | undefined
  readonly args: Json
}

/** A call is `[layer, node, output, {"y": 127.5, "name": null}]`, also in a list of its own. */
function callOf(node: unknown): Call {
  const call = Array.isArray(node) && Array.isArray(node[0]) ? node[0] : node
  const [layer, at, output, args] = Array.isArray(call) ? call : []
  // A constant before the operator is written as a layer of this name.
  if (typeof layer !== 'string' || layer === '_CONSTANT_VALUE') return { value: undefined, args: {} }
  return { value: [layer, Number(at), Number(output)], args: (args ?? {}) as Json }
}

/** What Keras 3 calls operators between layers, as TensorFlow does. */
const OPERATIONS: Readonly<Record<string, string>> = {
  TrueDivide: 'math.truediv',
  Divide: 'math.divide',
  Multiply: 'math.multiply',
  Add: 'math.add',
  Subtract: 'math.subtract',
}

/** Whether a call of Keras 3 is that of an operator: of two values or a value and a constant, where a layer takes a list of values. */
function isOperation(node: unknown): boolean {
  const { args } = (typeof node === 'object' && node !== null ? node : {}) as Json
  return Array.isArray(args) && args.length === 2
}

/** `{"args": [{"class_name": "__keras_tensor__", …}, 127.5]}`. */
function operationCallOf(node: unknown): Call {
  const { args, kwargs } = node as { args: readonly unknown[]; kwargs?: Json }
  const [value, other] = args.map((arg) => {
    const { class_name, config } = (typeof arg === 'object' && arg !== null ? arg : {}) as Json
    return class_name === '__keras_tensor__' ? (config as Json | undefined)?.keras_history : arg
  })
  return { value: valueRef(value), args: { ...kwargs, y: other } }
}

interface Replacement {
  readonly layer: readonly [className: string, config: Json]
  readonly reads: readonly Value[]
}

/** What arguments an operation may have beside the one that counts: those that change nothing. */
function onlyHas(args: Json, ...keys: readonly string[]): boolean {
  return Object.entries(args).every(([key, value]) => keys.includes(key) || key === 'name' || value == null)
}

function layerFor(called: string, { value, args }: Call): Replacement | undefined {
  if (!value) return undefined
  const simply = (className: string, config: Json = {}): Replacement => ({
    layer: [className, config],
    reads: [value],
  })
  if (called === 'nn.bias_add') {
    const offset = constantOf(args.bias)
    const last =
      args.data_format == null || args.data_format === 'NHWC' || args.data_format === 'channels_last'
    return offset !== undefined && last && onlyHas(args, 'bias', 'data_format')
      ? simply('Rescaling', { scale: 1, offset })
      : undefined
  }
  const activation = entryOf(ACTIVATIONS, called)
  if (activation) return onlyHas(args) ? simply('Activation', { activation }) : undefined
  if (called === 'cast')
    return /float/.test(String(args.dtype)) && onlyHas(args, 'dtype')
      ? simply('Activation', { activation: 'linear' })
      : undefined
  const operation = called.replace(/^(math|__operators__)\./, '')
  if (!onlyHas(args, 'y')) return undefined
  const other = valueRef(args.y)
  if (other) {
    const className = entryOf(MERGES, operation)
    return className ? { layer: [className, {}], reads: [value, other] } : undefined
  }
  const y = constantOf(args.y)
  if (y === undefined) return undefined
  const config = entryOf(RESCALINGS, operation)?.(y)
  return config && simply('Rescaling', config)
}

function entryOf<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

const ACTIVATIONS: Readonly<Record<string, string>> = {
  'nn.relu': 'relu',
  'nn.relu6': 'relu6',
  'nn.elu': 'elu',
  'nn.selu': 'selu',
  'nn.sigmoid': 'sigmoid',
  'math.sigmoid': 'sigmoid',
  'math.tanh': 'tanh',
  'nn.tanh': 'tanh',
  'nn.silu': 'swish',
  'nn.swish': 'swish',
  'nn.softmax': 'softmax',
  'nn.softplus': 'softplus',
}

const MERGES: Readonly<Record<string, string>> = { add: 'Add', subtract: 'Subtract', multiply: 'Multiply' }

type Constant = number | readonly number[]

const each = (y: Constant, change: (value: number) => number): Constant =>
  typeof y === 'number' ? change(y) : y.map(change)

const RESCALINGS: Readonly<Record<string, (y: Constant) => Json>> = {
  truediv: (y) => ({ scale: each(y, (value) => 1 / value), offset: 0 }),
  divide: (y) => ({ scale: each(y, (value) => 1 / value), offset: 0 }),
  multiply: (y) => ({ scale: y, offset: 0 }),
  add: (y) => ({ scale: 1, offset: y }),
  subtract: (y) => ({ scale: 1, offset: each(y, (value) => -value) }),
}

/** A number, or one for each channel. */
function constantOf(value: unknown): Constant | undefined {
  const plain = Array.isArray(value) && value.length === 1 ? value.flat(8) : value
  if (typeof plain === 'number') return plain
  return Array.isArray(plain) && plain.length > 0 && plain.every((each) => typeof each === 'number')
    ? plain
    : undefined
}

/** `["add", 0, 0]`: what another layer gives. */
function valueRef(value: unknown): Value | undefined {
  const [layer, node, output] = Array.isArray(value) ? value : []
  return typeof layer === 'string' ? [layer, Number(node), Number(output)] : undefined
}
