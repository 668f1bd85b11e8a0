import { isModel, layerInputs, snakeKeys } from '../network/topology.js'

/** As much of a Keras layer's JSON as tells how a model ends, keys in snake case, free to be changed. */
export interface MutableLayer {
  class_name: string
  readonly name: string
  config: Record<string, unknown>
}

/** A model's layers, each with those it reads: walked from the output backwards, into models that are layers. */
export interface TailLayer {
  readonly layer: MutableLayer
  /** The layers it reads; none for the image. */
  inputs(): TailLayer[]
}

interface Model {
  readonly layers: readonly (MutableLayer & { readonly inbound_nodes?: unknown })[]
  readonly output: string | undefined
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
  return { topology: copy, last: lastOf(model, () => []) }
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

/** @param before - the layers that the model's input comes from */
function lastOf(json: Record<string, unknown>, before: () => TailLayer[]): TailLayer | undefined {
  const model = modelOf(json)
  const index = model.output === undefined ? model.layers.length - 1 : indexOf(model, model.output)
  return model.layers[index] && at(model, index, before)
}

function modelOf({ config }: Record<string, unknown>): Model {
  const { layers, output_layers } = (config ?? {}) as { layers?: unknown; output_layers?: unknown }
  return {
    layers: Array.isArray(layers) ? (layers as Model['layers']) : [],
    output: layerInputs(output_layers)[0],
  }
}

function indexOf({ layers }: Model, name: string): number {
  return layers.findIndex((layer) => layer.name === name)
}

/** The layer at a place; of one that is a model, its last. */
function at(model: Model, index: number, before: () => TailLayer[]): TailLayer | undefined {
  const layer = model.layers[index]
  if (!layer) return undefined
  const inputs = () => inputsOf(model, index, before)
  return isModel(layer.class_name)
    ? lastOf(layer as unknown as Record<string, unknown>, inputs)
    : { layer, inputs }
}

function inputsOf(model: Model, index: number, before: () => TailLayer[]): TailLayer[] {
  const layer = model.layers[index]!
  if (layer.class_name === 'InputLayer') return before()
  if (model.output === undefined) {
    const previous = index > 0 ? at(model, index - 1, before) : undefined
    return previous ? [previous] : before()
  }
  const nodes = Array.isArray(layer.inbound_nodes) ? layer.inbound_nodes : []
  return layerInputs(nodes[0]).flatMap((name) => {
    const input = indexOf(model, name)
    return at(model, input, before) ?? []
  })
}
