import type { Network } from '@umbra/occlusion-wasm'
import type { Model } from '../formats/model.js'
import type { LiveLayersModel } from '../tensorflow/live-layers-model.js'

/** What the engines run: a model as it was loaded, a live LayersModel, or a `Network`. */
export type RunnableModel = LiveLayersModel | Model | Network

/** Whether it is a `Network` as the engine runs it. */
export function isNetwork(model: RunnableModel): model is Network {
  return 'layers' in model && 'inputShape' in model && !('predict' in model)
}
