import type { Network } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { networkFromArtifacts, UnsupportedLayerError } from '../formats/keras/index.js'
import type { LayersModel } from '../tensorflow/tensorflow.js'
import type { ExplainerOptions, OcclusionEngine } from './engine.js'
import { createIncrementalEngine } from './incremental-engine.js'

/**
 * Picks and starts the engine: incremental where it knows every layer of the model, else the batched path with the
 * layer that is missing as the reason. The batched path, and with it TensorFlow.js, is loaded only then.
 *
 * @throws InputError ENGINE_UNSUPPORTED
 */
export async function chooseEngine(
  model: LayersModel | ModelArtifacts | Network,
  options: ExplainerOptions,
): Promise<OcclusionEngine> {
  const { engine = 'auto', threads = 'auto', variant, batchSize, wasmPaths } = options
  if (isNetwork(model)) {
    if (engine === 'batched') {
      throw new InputError(
        'ENGINE_UNSUPPORTED',
        'the batched engine needs a LayersModel or its artifacts, got a Network',
      )
    }
    return createIncrementalEngine(model, { threads, variant, reason: 'the model is a Network' })
  }
  const artifacts = 'modelTopology' in model ? model : await artifactsOfLive(model)
  if (engine === 'batched')
    return batched(ownArtifacts(artifacts), { reason: 'asked for', variant, batchSize, wasmPaths })
  try {
    const network = networkFromArtifacts(artifacts)
    const reason = engine === 'auto' ? 'every layer is supported' : 'asked for'
    return await createIncrementalEngine(network, { threads, variant, reason })
  } catch (error) {
    if (!(error instanceof UnsupportedLayerError)) throw error
    if (engine === 'incremental') {
      throw new InputError(
        'ENGINE_UNSUPPORTED',
        `the incremental engine cannot run this model: ${error.reason}`,
      )
    }
    return batched(ownArtifacts(artifacts), { reason: error.reason, variant, batchSize, wasmPaths })
  }
}

/** TensorFlow.js has first to be loaded, and the caller may change its arrays meanwhile. */
function ownArtifacts({ modelTopology, weightSpecs, weightData, ...others }: ModelArtifacts): ModelArtifacts {
  const [topology, specs] = structuredClone([modelTopology, weightSpecs])
  return {
    ...others,
    modelTopology: topology as object,
    weightSpecs: specs as typeof weightSpecs,
    weightData: weightData.byteLength === 0 ? new ArrayBuffer(0) : weightData.slice(0),
  }
}

async function artifactsOfLive(model: LayersModel): Promise<ModelArtifacts> {
  const { artifactsOf } = await import('../tensorflow/layers-model.js')
  return artifactsOf(model)
}

async function batched(
  ...args: Parameters<typeof import('./batched-engine.js').createBatchedEngine>
): Promise<OcclusionEngine> {
  const { createBatchedEngine } = await import('./batched-engine.js')
  return createBatchedEngine(...args)
}

function isNetwork(model: LayersModel | ModelArtifacts | Network): model is Network {
  return 'layers' in model && 'inputShape' in model && !('predict' in model)
}
