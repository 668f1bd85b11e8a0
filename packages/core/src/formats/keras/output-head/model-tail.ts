import { firstNodes, readValues, type ValueRef } from '../layer-calls.js'
import { isModel, snakeKeys } from '../topology.js'

/** As much of a Keras layer's JSON as tells how a model ends, keys in snake case, free to be changed. */
export interface MutableLayer {
  class_name: string
  readonly name: string
  config: Record<string, unknown>
}

/** A model's layers, each with those it reads: walked from the output backwards, into models that are layers. */
export interface TailLayer {
  readonly layer: MutableLayer
  /** Whether it, or a model it lies in, is called more than once: what is changed of it changes elsewhere too. */
  readonly shared: boolean
  /** The layers it reads; none for the image. */
  inputs(): TailLayer[]
}

interface Model {
  readonly layers: readonly (MutableLayer & { readonly inbound_nodes?: unknown })[]
  /** What a functional model gives. */
  readonly output: ValueRef | undefined
  /** Of layers that are models, the node of their first call. */
  readonly first: ReadonlyMap<string, number>
}

/** What is known of a model from outside. */
interface Around {
  /** The layers that its input comes from. */
  readonly before: () => TailLayer[]
  readonly shared: boolean
}

/**
 * A copy of a topology, whose layers may be changed, and the layer that gives its output.
 *
 * @returns no layer where the topology holds none that can be found
 */
export function modelTail(topology: object): {
  readonly topology: object
  readonly last: TailLayer | undefined
} {
  const json = snakeKeys(structuredClone(topology))
  const model = snakeModel((json.model_config ?? json) as object)
  const copy = json.model_config ? { ...json, model_config: model } : { ...json, ...model }
  return { topology: copy, last: lastOf(model, { before: () => [], shared: false }) }
}

/** A model's JSON with keys in snake case all through, layers of inner models too. */
function snakeModel(json: object): Record<string, unknown> {
  const model = snakeKeys(json)
  const config = Array.isArray(model.config)
    ? { layers: model.config as unknown[] }
    : snakeKeys((model.config ?? {}) as object)
  if (!Array.isArray(config.layers)) return model
  return { ...model, config: { ...config, layers: config.layers.map(snakeLayer) } }
}

function snakeLayer(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return { class_name: '', config: {} }
  const layer = snakeKeys(json)
  if (isModel(String(layer.class_name))) return named(snakeModel(layer))
  if (typeof layer.config !== 'object' || layer.config === null) return named({ ...layer, config: {} })
  return named({ ...layer, config: snakeKeys(layer.config) })
}

function named(layer: Record<string, unknown>): Record<string, unknown> {
  const { name, config } = layer
  return name === undefined ? { ...layer, name: (config as { name?: unknown } | undefined)?.name } : layer
}

function lastOf(json: Record<string, unknown>, around: Around): TailLayer | undefined {
  const model = modelOf(json)
  return model.output ? valueAt(model, model.output, around) : at(model, model.layers.length - 1, 0, around)
}

function modelOf({ config }: Record<string, unknown>): Model {
  const { layers: written, output_layers } = (config ?? {}) as { layers?: unknown; output_layers?: unknown }
  const layers = Array.isArray(written) ? (written as Model['layers']) : []
  const [output] = readValues(output_layers)
  const models = new Set(layers.filter((layer) => isModel(layer.class_name)).map(({ name }) => name))
  const reads = layers.flatMap((layer) => readValues(nodesOf(layer)))
  return { layers, output, first: firstNodes(models, output ? [...reads, output] : reads) }
}

function nodesOf({ inbound_nodes }: Model['layers'][number]): readonly unknown[] {
  return Array.isArray(inbound_nodes) ? inbound_nodes : []
}

function valueAt(model: Model, { layer: name, call }: ValueRef, around: Around): TailLayer | undefined {
  const index = model.layers.findIndex((layer) => layer.name === name)
  return at(model, index, call - (model.first.get(name) ?? 0), around)
}

/** The layer at a place; of one that is a model, its last. */
function at(model: Model, index: number, call: number, around: Around): TailLayer | undefined {
  const layer = model.layers[index]
  if (!layer) return undefined
  const shared = around.shared || nodesOf(layer).length > 1
  const inputs = () => inputsOf(model, index, call, around)
  return isModel(layer.class_name)
    ? lastOf(layer as unknown as Record<string, unknown>, { before: inputs, shared })
    : { layer, shared, inputs }
}

function inputsOf(model: Model, index: number, call: number, around: Around): TailLayer[] {
  const layer = model.layers[index]!
  if (layer.class_name === 'InputLayer') return around.before()
  if (model.output === undefined) {
    const previous = index > 0 ? at(model, index - 1, 0, around) : undefined
    return previous ? [previous] : around.before()
  }
  return readValues(nodesOf(layer)[call]).flatMap((value) => valueAt(model, value, around) ?? [])
}
