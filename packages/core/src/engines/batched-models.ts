import { type Network, ownNetwork } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import type { NetworkModel } from '../formats/model.js'
import { createBatchedEngine } from './batched-engine.js'
import type { ExplainerOptions, OcclusionEngine } from './engine.js'

/** A model that a network says too, as the runtime made for it runs it: an independent check; on TensorFlow.js where that cannot. */
export async function batchedOriginal(
  model: NetworkModel,
  network: Network,
  options: ExplainerOptions,
): Promise<OcclusionEngine> {
  const { variant, batchSize, wasmPaths } = options
  if (!model.original) return batchedNetwork(ownNetwork(network), 'asked for', options)
  try {
    const { originalScorer } = await import('./original-scorer.js')
    const scorer = await originalScorer(model, { wasmPaths })
    if (scorer.head.kind === network.head.kind && scorer.outputs === network.classes)
      return await createBatchedEngine(scorer, {
        ...{ reason: 'asked for, on the runtime made for it', variant, batchSize },
      })
    scorer.dispose()
    return batchedNetwork(
      ownNetwork(network),
      'asked for; the runtime made for it gives no scores before its end',
      options,
    )
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const why = error.code === 'RUNTIME_MISSING' ? 'ONNX Runtime is not installed' : error.message
    return batchedNetwork(ownNetwork(network), `asked for; ${why}`, options)
  }
}

/** A model that no network says, as the runtime made for it runs it. @param reason - what the network could not say */
export async function batchedUnsupported(
  model: NetworkModel,
  reason: string,
  { variant, batchSize, wasmPaths }: ExplainerOptions,
): Promise<OcclusionEngine> {
  const { originalScorer } = await import('./original-scorer.js')
  return createBatchedEngine(await originalScorer(model, { wasmPaths }), { reason, variant, batchSize })
}

/** A network on TensorFlow.js, operation by operation. @param own - whose arrays nobody changes */
export async function batchedNetwork(
  own: Network,
  reason: string,
  { variant, batchSize, wasmPaths }: ExplainerOptions,
): Promise<OcclusionEngine> {
  const { networkOnTensorFlow } = await import('../tensorflow/network/network-scorer.js')
  return createBatchedEngine(await networkOnTensorFlow(own, wasmPaths), { reason, variant, batchSize })
}

/** A LayersModel on TensorFlow.js. @param own - whose arrays nobody changes */
export async function batchedLayers(
  own: ModelArtifacts,
  reason: string,
  { variant, batchSize, wasmPaths }: ExplainerOptions,
): Promise<OcclusionEngine> {
  const { layersModelScorer } = await import('../tensorflow/layers-model-scorer.js')
  return createBatchedEngine(await layersModelScorer(own, wasmPaths), { reason, variant, batchSize })
}
