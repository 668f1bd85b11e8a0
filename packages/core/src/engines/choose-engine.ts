import { type Network, ownNetwork } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { UnsupportedLayerError } from '../formats/keras/index.js'
import { isNetworkModel, type NetworkModel } from '../formats/model.js'
import { networkOf } from '../formats/network-of.js'
import type { ImageScorer } from '../network/image-scorer.js'
import type { GraphicsBackend } from '../tensorflow/graphics/graphics-backend.js'
import type { LiveLayersModel } from '../tensorflow/live-layers-model.js'
import type { WasmPaths } from '../tensorflow/wasm-paths.js'
import type { BatchedEngineOptions } from './batched-engine.js'
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
  const { engine = 'auto', threads = 'auto', variant, batchSize, wasmPaths, lent, given } = options
  const { backend = 'wasm' } = options
  if (backend !== 'wasm') return engineOnCard(model, backend, options)
  if (isNetwork(model)) {
    if (engine === 'batched') return batchedNetwork(model, 'asked for', options)
    return createIncrementalEngine(model, { threads, variant, lent, given, reason: 'the model is a Network' })
  }
  if (isNetworkModel(model)) return engineOfNetworkModel(model, options)
  const artifacts = 'modelTopology' in model ? model : await artifactsOfLive(model)
  if (engine === 'batched')
    return batchedLayers(ownArtifacts(artifacts), { reason: 'asked for', variant, batchSize }, wasmPaths)
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
    return batchedLayers(ownArtifacts(artifacts), { reason: error.reason, variant, batchSize }, wasmPaths)
  }
}

/** A model of another format than a LayersModel's: its network or, where there is none, the model as its own runtime takes it. */
async function engineOfNetworkModel(
  model: NetworkModel,
  options: ExplainerOptions,
): Promise<OcclusionEngine> {
  const { engine = 'auto', threads = 'auto', variant, batchSize, wasmPaths, lent, given } = options
  const { network, unsupported = 'it has an operation that is not supported' } = model
  if (network && engine === 'batched') return batchedOriginal(model, network, options)
  if (network) {
    const reason = engine === 'auto' ? 'every layer is supported' : 'asked for'
    return createIncrementalEngine(network, { threads, variant, lent, given, reason })
  }
  if (engine === 'incremental') {
    throw new InputError('ENGINE_UNSUPPORTED', `the incremental engine cannot run this model: ${unsupported}`)
  }
  const { originalScorer } = await import('./original-scorer.js')
  return batched(await originalScorer(model, { wasmPaths }), { reason: unsupported, variant, batchSize })
}

/** A model that a network says too, as the runtime made for it runs it: an independent check; on TensorFlow.js where that cannot. */
async function batchedOriginal(
  model: NetworkModel,
  network: Network,
  options: ExplainerOptions,
): Promise<OcclusionEngine> {
  const { variant, batchSize, wasmPaths } = options
  if (!model.original) return batchedNetwork(network, 'asked for', options)
  try {
    const { originalScorer } = await import('./original-scorer.js')
    const scorer = await originalScorer(model, { wasmPaths })
    if (scorer.head.kind === network.head.kind && scorer.outputs === network.classes)
      return await batched(scorer, { reason: 'asked for, on the runtime made for it', variant, batchSize })
    scorer.dispose()
    return batchedNetwork(
      network,
      'asked for; the runtime made for it gives no scores before its end',
      options,
    )
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const why = error.code === 'RUNTIME_MISSING' ? 'ONNX Runtime is not installed' : error.message
    return batchedNetwork(network, `asked for; ${why}`, options)
  }
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

async function batchedNetwork(
  network: Network,
  reason: string,
  { variant, batchSize, wasmPaths }: ExplainerOptions,
): Promise<OcclusionEngine> {
  // TensorFlow.js has first to be loaded, and the caller may change its arrays meanwhile.
  const own = ownNetwork(network)
  const { networkOnTensorFlow } = await import('../tensorflow/network/network-scorer.js')
  return batched(await networkOnTensorFlow(own, wasmPaths), { reason, variant, batchSize })
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

async function batchedLayers(
  artifacts: ModelArtifacts,
  options: BatchedEngineOptions,
  wasmPaths: WasmPaths | undefined,
): Promise<OcclusionEngine> {
  const { layersModelScorer } = await import('../tensorflow/layers-model-scorer.js')
  return batched(await layersModelScorer(artifacts, wasmPaths), options)
}

async function batched(scorer: ImageScorer, options: BatchedEngineOptions): Promise<OcclusionEngine> {
  const { createBatchedEngine } = await import('./batched-engine.js')
  return createBatchedEngine(scorer, options)
}
