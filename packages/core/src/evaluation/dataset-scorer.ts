import { createOcclusionPool, type Network, type OutputHead } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { isNetworkModel, type Model } from '../formats/model.js'
import { networkOf } from '../formats/network-of.js'
import { verifyLayersModel } from '../tensorflow/fallback/verify-layers-model.js'
import { toLayersModel } from '../tensorflow/layers-model.js'
import { layersModelBeforeHead } from '../tensorflow/layers-model-before-head.js'
import type { ScoresShape } from '../tensorflow/layers-model-shape.js'
import { loadTensorFlow, type Tensor2D } from '../tensorflow/tensorflow.js'

/** Scores images, without covering any. */
export interface DatasetScorer extends ScoresShape {
  readonly head: OutputHead
  /** @param images - float32 [N, H, W, C] @returns float32 [N, K] */
  score(images: Float32Array, n: number): Promise<Float32Array>
  dispose(): void
}

/**
 * Scores a LayersModel on TensorFlow.js's wasm backend; by the incremental engine's kernels where TensorFlow.js cannot build a model, leaves a
 * setting of it out or computes it otherwise than it is defined, and those know every layer. Models of other formats
 * are scored by these kernels.
 *
 * @throws InputError what building the model throws
 */
export async function datasetScorer(model: Model): Promise<DatasetScorer> {
  if (isNetworkModel(model)) return networkScorer(networkOf(model))
  try {
    return await tensorFlowScorer(model)
  } catch (error) {
    if (!(error instanceof InputError) || !NOT_BY_TENSORFLOW.includes(error.code)) throw error
    return networkScorer(networkUnless(model, error))
  }
}

const NOT_BY_TENSORFLOW = ['MODEL_TOPOLOGY', 'LAYER_SETTING_IGNORED', 'LAYER_COMPUTED_WRONG', 'LAYER_FAILED']

async function tensorFlowScorer(artifacts: ModelArtifacts): Promise<DatasetScorer> {
  const tf = await loadTensorFlow()
  const scoring = await layersModelBeforeHead(artifacts, toLayersModel)
  const { model, head, inputShape, outputs } = scoring
  await verifyLayersModel(tf, scoring, artifacts).catch((error) => {
    model.dispose()
    throw error
  })
  return {
    head,
    inputShape,
    outputs,
    score: async (images, n) =>
      tf.tidy(() => {
        const batch = tf.tensor4d(images, [n, ...inputShape])
        return (model.predict(batch, { batchSize: n }) as Tensor2D).dataSync<'float32'>()
      }),
    dispose: () => model.dispose(),
  }
}

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
    score: async (images, n) => {
      const windows = new Int32Array(0)
      return (await pool.score({ images, n, windows, baselines: new Float32Array(images.length) })).base
    },
    dispose: () => pool.dispose(),
  }
}
