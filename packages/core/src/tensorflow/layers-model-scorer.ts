import type { ModelArtifacts } from '../formats/keras/artifacts.js'
import { settingsInLayers } from '../formats/keras/settings-in-layers.js'
import type { ImageScorer } from '../network/image-scorer.js'
import { verifyLayersModel } from './fallback/verify-layers-model.js'
import { toLayersModel } from './layers-model.js'
import { layersModelBeforeHead } from './layers-model-before-head.js'
import { loadTensorFlow, type Tensor } from './tensorflow.js'
import type { WasmPaths } from './wasm-paths.js'

/**
 * A LayersModel on TensorFlow.js's wasm backend, once that has been checked to compute it as it is defined.
 *
 * @throws InputError what building and verifying the model throws
 */
export async function layersModelScorer(
  artifacts: ModelArtifacts,
  wasmPaths?: WasmPaths | undefined,
): Promise<ImageScorer> {
  const tf = await loadTensorFlow({ wasmPaths })
  const layers = settingsInLayers(artifacts)
  const scoring = await layersModelBeforeHead(layers, toLayersModel)
  const { model, head, inputShape, outputs } = scoring
  const atOnce = await verifyLayersModel(tf, scoring, layers).catch((error) => {
    model.dispose()
    throw error
  })
  return {
    inputShape,
    outputs,
    head,
    atOnce,
    runtime: `tfjs ${tf.getBackend()} ${tf.version['tfjs-core']}`,
    score: async (images, n) => {
      const logits = tf.tidy(() => {
        const batch = tf.tensor4d(images, [n, ...inputShape])
        return model.predict(batch, { batchSize: n }) as Tensor
      })
      const values = logits.dataSync<'float32'>()
      logits.dispose()
      return values
    },
    dispose: () => model.dispose(),
  }
}
