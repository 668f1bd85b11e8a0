import { createOcclusionPool, type Network } from '@umbra/occlusion-wasm'
import { originalScorer } from '../engines/original-scorer.js'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { isNetworkModel, type Model } from '../formats/model.js'
import { networkOf } from '../formats/network-of.js'
import type { ImageScorer } from '../network/image-scorer.js'
import { layersModelScorer } from '../tensorflow/layers-model-scorer.js'

/** Scores images, without covering any. */
export interface DatasetScorer
  extends Pick<ImageScorer, 'inputShape' | 'outputs' | 'head' | 'runtime' | 'score' | 'dispose'> {
  /** Why it is not what scores such models first, where it is not. */
  readonly reason?: string
}

/**
 * Scores a LayersModel on TensorFlow.js's wasm backend; by the incremental engine's kernels where TensorFlow.js cannot build a model, leaves a
 * setting of it out or computes it otherwise than it is defined, and those know every layer. Models of other formats are scored by these
 * kernels or, where those do not know an operation, by the runtime made for them.
 *
 * @throws InputError what building the model throws
 */
export async function datasetScorer(model: Model): Promise<DatasetScorer> {
  if (isNetworkModel(model)) {
    if (model.network) return networkScorer(model.network)
    const scorer = await originalScorer(model)
    return { ...scorer, ...(model.unsupported && { reason: model.unsupported }) }
  }
  try {
    return await layersModelScorer(model)
  } catch (error) {
    if (!(error instanceof InputError) || !NOT_BY_TENSORFLOW.includes(error.code)) throw error
    return { ...(await networkScorer(networkUnless(model, error))), reason: error.message }
  }
}

const NOT_BY_TENSORFLOW = ['MODEL_TOPOLOGY', 'LAYER_SETTING_IGNORED', 'LAYER_COMPUTED_WRONG', 'LAYER_FAILED']

/** @param refusal - why TensorFlow.js does not score this model */
function networkUnless(artifacts: ModelArtifacts, refusal: InputError): Network {
  try {
    return networkOf(artifacts)
  } catch {
    throw refusal
  }
}

async function networkScorer(network: Network): Promise<DatasetScorer> {
  const pool = await createOcclusionPool(network)
  return {
    head: network.head,
    inputShape: network.inputShape,
    outputs: network.classes,
    runtime: `incremental engine, ${pool.variant}`,
    score: async (images, n) => {
      const windows = new Int32Array(0)
      return (await pool.score({ images, n, windows, baselines: new Float32Array(images.length) })).base
    },
    dispose: () => pool.dispose(),
  }
}
