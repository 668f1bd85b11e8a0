import type { Network } from '@umbra/occlusion-wasm'
import { isNetwork, type RunnableModel } from '../engines/runnable-model.js'
import { InputError } from '../errors.js'
import { UnsupportedLayerError } from '../formats/keras/index.js'
import { type Initialisers, initialisersOf } from '../formats/keras/initialisers.js'
import { isNetworkModel, type Model } from '../formats/model.js'
import { networkOf } from '../formats/network-of.js'

/** A model as its weights can be drawn anew, and how its layers began, as far as it tells. */
export interface ControlSubject {
  readonly network: Network
  readonly initialisers: Initialisers
}

/**
 * The network whose weights a control draws anew. Only LayersModels tell how their layers began.
 *
 * @throws InputError ENGINE_UNSUPPORTED where a layer is outside what a `Network` can say
 */
export async function controlSubject(model: RunnableModel): Promise<ControlSubject> {
  if (isNetwork(model)) return { network: model, initialisers: new Map() }
  const loaded: Model =
    isNetworkModel(model) || 'modelTopology' in model
      ? model
      : await (await import('../tensorflow/layers-model.js')).artifactsOf(model)
  try {
    const network = networkOf(loaded)
    return { network, initialisers: isNetworkModel(loaded) ? new Map() : initialisersOf(loaded) }
  } catch (error) {
    if (!(error instanceof UnsupportedLayerError)) throw error
    const detail = `weights cannot be drawn anew in a model that only the batched engine runs: ${error.reason}`
    throw new InputError('ENGINE_UNSUPPORTED', detail)
  }
}
