import type { Network } from '@umbra/occlusion-wasm'
import { networkFromArtifacts } from './keras/network-from-artifacts.js'
import { isNetworkModel, type Model } from './model.js'
import { UnsupportedLayerError } from './unsupported-layer-error.js'

/**
 * The network that a model is, of any format, behind its preprocessing: it takes pixels of 0 … 1. TensorFlow.js is not needed.
 *
 * @throws UnsupportedLayerError `LAYER_UNSUPPORTED`, whose `reason` names what no network can say
 * @throws InputError all that reading a LayersModel's layers throws
 */
export function networkOf(model: Model): Network {
  if (!isNetworkModel(model)) return networkFromArtifacts(model)
  if (model.network) return model.network
  throw new UnsupportedLayerError(model.unsupported ?? 'the model has an operation that is not supported')
}
