import { type Network, ownNetwork } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import { UnsupportedLayerError } from '../formats/keras/index.js'
import { isNetworkModel } from '../formats/model.js'
import { networkOf } from '../formats/network-of.js'
import type { GraphicsBackend } from '../tensorflow/graphics/graphics-backend.js'
import { networkOnCard } from '../tensorflow/graphics/network-on-card.js'
import { artifactsOf } from '../tensorflow/layers-model.js'
import { createBatchedEngine } from './batched-engine.js'
import type { ExplainerOptions, OcclusionEngine } from './engine.js'
import { isNetwork, type RunnableModel } from './runnable-model.js'

/**
 * The batched path on a graphics card. A model is taken as a network, since only that can be compared with the incremental engine.
 *
 * @throws InputError OPTION_INVALID unless the batched engine is asked for, ENGINE_UNSUPPORTED, and what `networkOnCard` throws
 */
export async function cardEngine(
  model: RunnableModel,
  backend: GraphicsBackend,
  { engine = 'auto', variant, batchSize }: ExplainerOptions,
): Promise<OcclusionEngine> {
  if (engine !== 'batched') {
    throw new InputError(
      'OPTION_INVALID',
      `backend is ${backend} with engine ${engine}: expected engine batched, the only one a graphics card computes; adviseEngine tells which is faster`,
    )
  }
  const scorer = await networkOnCard(await ownNetworkForCard(model, backend), backend)
  return createBatchedEngine(scorer, { reason: 'asked for', variant, batchSize })
}

/**
 * A model as the network that a graphics card is given, its arrays copied.
 *
 * @throws InputError ENGINE_UNSUPPORTED
 */
export async function ownNetworkForCard(model: RunnableModel, backend: GraphicsBackend): Promise<Network> {
  if (isNetwork(model)) return ownNetwork(model)
  const unsupported = (why: string) =>
    new InputError(
      'ENGINE_UNSUPPORTED',
      `backend ${backend} runs what the incremental engine can check: ${why}; choose backend wasm`,
    )
  if (isNetworkModel(model)) {
    if (model.network) return ownNetwork(model.network)
    throw unsupported(model.unsupported ?? 'it has an operation that is not supported')
  }
  try {
    return ownNetwork(networkOf('modelTopology' in model ? model : await artifactsOf(model)))
  } catch (error) {
    throw error instanceof UnsupportedLayerError ? unsupported(error.reason) : error
  }
}
