import { isModel, type LayerJson, type ModelJson, readModel } from '../../formats/keras/topology.js'
import type { LayersModel } from '../tensorflow.js'

/** A layer of a live LayersModel that is no model itself. */
export type Layer = LayersModel['layers'][number]

/** A live layer, and what its model's JSON says of it. */
export interface LiveLayer {
  readonly layer: Layer
  readonly json: LayerJson
  /** Names of the models it lies in, and its own. */
  readonly path: readonly string[]
}

/** Every layer that is no model itself, those of models in the model too, in the order they are written. */
export function liveLayers(model: LayersModel, json: ModelJson, path: readonly string[] = []): LiveLayer[] {
  const byName = new Map(json.layers.map((layer) => [layer.name, layer]))
  return model.layers.flatMap((layer): LiveLayer[] => {
    const own = byName.get(layer.name)
    if (!own) return []
    const at = [...path, layer.name]
    if (!isModel(own.className)) return [{ layer, json: own, path: at }]
    return liveLayers(layer as unknown as LayersModel, readModel(own.className, own.config, own.origin), at)
  })
}
