import { ownNetwork } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { UnsupportedLayerError } from '../formats/keras/index.js'
import { isNetworkModel, type NetworkModel } from '../formats/model.js'
import { networkOf } from '../formats/network-of.js'
import type { GraphicsBackend } from '../tensorflow/graphics/graphics-backend.js'
import type { LiveLayersModel } from '../tensorflow/live-layers-model.js'
import type { ExplainerOptions, OcclusionEngine } from './engine.js'
import { createIncrementalEngine } from './incremental-engine.js'
import { isNetwork, type RunnableModel } from './runnable-model.js'

/**
 * Picks and starts the engine: incremental where it knows every layer of the model, else the batched path with the
 * layer that is missing as the reason. The batched path, and with it TensorFlow.js, is loaded only then.
 *
 * @throws InputError ENGINE_UNSUPPORTED
 */
export async function chooseEngine(
  model: RunnableModel,
  options: ExplainerOptions,
): Promise<OcclusionEngine> {
  const { engine = 'auto', threads = 'auto', variant, lent, given } = options
  const { backend = 'wasm' } = options
  if (backend !== 'wasm') return engineOnCard(model, backend, options)
  if (isNetwork(model)) {
    if (engine === 'batched') {
      const own = ownNetwork(model)
      return (await onBatchedPath()).batchedNetwork(own, 'asked for', options)
    }
    return createIncrementalEngine(model, { threads, variant, lent, given, reason: 'the model is a Network' })
  }
  if (isNetworkModel(model)) return engineOfNetworkModel(model, options)
  const artifacts = 'modelTopology' in model ? model : await artifactsOfLive(model)
  const batchedFor = async (reason: string) => {
    const own = ownArtifacts(artifacts)
    return (await onBatchedPath()).batchedLayers(own, reason, options)
  }
  if (engine === 'batched') return batchedFor('asked for')
  try {
    const network = networkOf(artifacts)
    const reason = engine === 'auto' ? 'every layer is supported' : 'asked for'
    return await createIncrementalEngine(network, { threads, variant, lent, given, reason })
  } catch (error) {
    if (!(error instanceof UnsupportedLayerError)) throw error
    if (engine === 'incremental') {
      throw new InputError(
        'ENGINE_UNSUPPORTED',
        `the incremental engine cannot run this model: ${error.reason}`,
      )
    }
    return batchedFor(error.reason)
  }
}

/** A model of another format than a LayersModel's: its network or, where there is none, the model as its own runtime takes it. */
async function engineOfNetworkModel(
  model: NetworkModel,
  options: ExplainerOptions,
): Promise<OcclusionEngine> {
  const { engine = 'auto', threads = 'auto', variant, lent, given } = options
  const { network, unsupported = 'it has an operation that is not supported' } = model
  if (network && engine === 'batched') return (await onBatchedPath()).batchedOriginal(model, network, options)
  if (network) {
    const reason = engine === 'auto' ? 'every layer is supported' : 'asked for'
    return createIncrementalEngine(network, { threads, variant, lent, given, reason })
  }
  if (engine === 'incremental') {
    throw new InputError('ENGINE_UNSUPPORTED', `the incremental engine cannot run this model: ${unsupported}`)
  }
  return (await onBatchedPath()).batchedUnsupported(model, unsupported, options)
}

async function engineOnCard(
  model: RunnableModel,
  backend: GraphicsBackend,
  options: ExplainerOptions,
): Promise<OcclusionEngine> {
  const own = isNetwork(model) ? ownNetwork(model) : 'modelTopology' in model ? ownArtifacts(model) : model
  const { cardEngine } = await import('./card-engine.js')
  return cardEngine(own, backend, options)
}

/** TensorFlow.js has first to be loaded, and the caller may change its arrays meanwhile. */
function ownArtifacts({
  modelTopology,
  weightSpecs,
  weightData,
  settings,
  ...others
}: ModelArtifacts): ModelArtifacts {
  const [topology, specs, own] = structuredClone([modelTopology, weightSpecs, settings] as const)
  return {
    ...others,
    modelTopology: topology,
    weightSpecs: specs,
    ...(own && { settings: own }),
    weightData: weightData.byteLength === 0 ? new ArrayBuffer(0) : weightData.slice(0),
  }
}

async function artifactsOfLive(model: LiveLayersModel): Promise<ModelArtifacts> {
  const { artifactsOf } = await import('../tensorflow/layers-model.js')
  return artifactsOf(model)
}

/** What runs models on the batched path, which few are run on. */
function onBatchedPath() {
  return import('./batched-models.js')
}
