import { InputError } from '../../errors.js'
import { requireShallow } from '../require-shallow.js'
import { callArguments, firstNodes, readValues, type ValueRef } from './layer-calls.js'

/** What wrote a model: each defines some layers in its own way. */
export type Origin = 'keras2' | 'keras3' | 'tfjs'

/** A Keras layer as its JSON tells it, keys in snake case. */
export interface LayerJson {
  readonly origin: Origin
  readonly className: string
  readonly name: string
  readonly config: Readonly<Record<string, unknown>>
  /** What it reads each time it is called; empty for an input, and in a Sequential model, where each reads the one before. */
  readonly calls: readonly (readonly ValueRef[])[]
}

/** A Keras model, or a model that serves as a layer of another. */
export interface ModelJson {
  readonly name: string
  readonly layers: readonly LayerJson[]
  /** Names of the layers a functional model begins and ends with; undefined for a Sequential one. */
  readonly ends: { readonly input: string; readonly output: ValueRef } | undefined
}

/** Whether a layer is a model of its own. */
export function isModel(className: string): boolean {
  return ['Sequential', 'Functional', 'Model'].includes(className)
}

/**
 * Reads the model of a topology: the JSON of Keras 2 or 3 or of TensorFlow.js, with or without its `model_config` wrapper.
 * @throws InputError `MODEL_TOPOLOGY`, `JSON_TOO_DEEP`, `MODEL_INPUT` or `MODEL_OUTPUT`
 */
export function readTopology(topology: object): ModelJson {
  requireShallow(topology, 'modelTopology')
  const json = snakeKeys(topology)
  const model = snakeKeys(record(json.model_config ?? json, 'modelTopology'))
  const className = text(model.class_name, 'modelTopology.class_name')
  if (!isModel(className)) {
    throw new InputError(
      'MODEL_TOPOLOGY',
      `modelTopology: expected a Sequential or functional model, got ${className}`,
    )
  }
  return readModel(className, model.config, originOf(json, model.config))
}

/** By the version a topology gives, or else by how it is written. */
function originOf({ keras_version }: Record<string, unknown>, config: unknown): Origin {
  if (typeof keras_version === 'string') {
    if (keras_version.startsWith('tfjs')) return 'tfjs'
    return Number.parseInt(keras_version, 10) >= 3 ? 'keras3' : 'keras2'
  }
  return hasMarksOfKeras3(config, 3) ? 'keras3' : 'keras2'
}

/** Whether any layer, of models inside the model too, is written as only Keras 3 does. @param depth - of models */
function hasMarksOfKeras3(model: unknown, depth: number): boolean {
  const layers = Array.isArray(model) ? model : (model as { layers?: unknown } | null)?.layers
  if (!Array.isArray(layers) || depth === 0) return false
  return layers.some((layer: { config?: Record<string, unknown>; inbound_nodes?: unknown } | null) => {
    const { config, inbound_nodes: nodes } = layer ?? {}
    if (Array.isArray(nodes) && nodes.some((node) => !Array.isArray(node))) return true
    if (typeof config !== 'object' || config === null) return false
    const { batch_shape, dtype } = config as { batch_shape?: unknown; dtype?: { class_name?: unknown } }
    return (
      batch_shape !== undefined || dtype?.class_name === 'DTypePolicy' || hasMarksOfKeras3(config, depth - 1)
    )
  })
}

/** Reads a model from its class and config, as they also stand in the layer that a nested model is. */
export function readModel(className: string, config: unknown, origin: Origin): ModelJson {
  const {
    name = '',
    layers,
    ...rest
  } = Array.isArray(config) ? { layers: config as unknown } : snakeKeys(record(config, `${className}.config`))
  if (!Array.isArray(layers))
    throw new InputError('MODEL_TOPOLOGY', `${className}: expected a list of layers`)
  const read = layers.map((layer, index) => readLayer(layer, index, origin))
  if (className === 'Sequential') return { name: String(name), layers: read, ends: undefined }
  const input = theOnly(rest.input_layers, 'MODEL_INPUT', 'input')
  const output = theOnly(rest.output_layers, 'MODEL_OUTPUT', 'output')
  const models = new Set(read.filter((layer) => isModel(layer.className)).map((layer) => layer.name))
  const first = firstNodes(models, [...read.flatMap(({ calls }) => calls.flat()), output])
  const counted = (ref: ValueRef) => ({ ...ref, call: ref.call - (first.get(ref.layer) ?? 0) })
  return {
    name: String(name),
    layers: read.map((layer) => ({ ...layer, calls: layer.calls.map((refs) => refs.map(counted)) })),
    ends: { input: input.layer, output: counted(output) },
  }
}

function readLayer(json: unknown, index: number, origin: Origin): LayerJson {
  const layer = snakeKeys(record(json, `layers[${index}]`))
  const config = Array.isArray(layer.config)
    ? { layers: layer.config }
    : snakeKeys(record(layer.config ?? {}, `layers[${index}].config`))
  const name = text(layer.name ?? config.name ?? `layer ${index}`, `layers[${index}].name`)
  const className = text(layer.class_name, `layers[${index}].class_name`)
  const nodes = (layer.inbound_nodes ?? []) as unknown[]
  if (!Array.isArray(nodes)) {
    throw new InputError('MODEL_TOPOLOGY', `layer "${name}", inbound_nodes: expected a list`)
  }
  for (const [argument, value] of nodes.flatMap(callArguments)) {
    const why =
      argument === 'training'
        ? 'what it gives would depend on chance or on other images'
        : 'it is not known here'
    throw new InputError(
      'LAYER_ARGUMENT',
      `layer "${name}", of class ${className}, is called with ${argument} ${JSON.stringify(value).slice(0, 200)}: ${why}`,
    )
  }
  return { origin, className, name, config, calls: nodes.map(readValues) }
}

/** The one value in `[["input", 0, 0]]`, or, as Keras 3 has it, in `["input", 0, 0]`. */
function theOnly(ends: unknown, code: string, what: string): ValueRef {
  const values = readValues(ends)
  if (values.length !== 1) {
    throw new InputError(code, `model: expected one ${what}, got ${values.length}`)
  }
  return values[0]!
}

/** An object's keys in snake case, as Keras writes them. */
export function snakeKeys(json: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
  )
}

function record(json: unknown, field: string): object {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json
  throw unexpected(field, 'an object', json)
}

/** Longest name of a layer or weight: names are compared and quoted again and again. */
const LONGEST_NAME = 1000

function text(json: unknown, field: string): string {
  if (typeof json === 'string' && json !== '' && json.length <= LONGEST_NAME) return json
  throw unexpected(field, `a name of 1 to ${LONGEST_NAME} characters`, json)
}

function unexpected(field: string, expected: string, got: unknown): InputError {
  return new InputError(
    'MODEL_TOPOLOGY',
    `${field}: expected ${expected}, got ${JSON.stringify(got) ?? 'nothing'}`,
  )
}
