import { loadPackage } from '#load-package'
import { InputError } from '../../errors.js'
import type { ModelArtifacts } from '../../formats/keras/artifacts.js'
import { layersModelBeforeHead } from '../../tensorflow/layers-model-before-head.js'
import {
  type LayersModel,
  plainTensorFlow,
  type Tensor,
  type TensorFlow,
} from '../../tensorflow/tensorflow.js'
import type { Backend } from '../backend.js'
import type { SessionSurroundings } from '../session.js'
import type { Predictor } from './covering-engine.js'

/**
 * TensorFlow.js on the backend asked for, without Umbra's kernels. A thread can have one build of the wasm backend only.
 *
 * @throws InputError BACKEND_MISSING where the machine has none
 */
export async function startTensorFlow(
  { build }: Backend,
  { wasmPaths }: SessionSurroundings,
): Promise<{ readonly tf: TensorFlow; readonly detail: string }> {
  if (build === 'node') {
    const module = (await loadPackage('@tensorflow/tfjs-node')) as
      | (TensorFlow & { default?: TensorFlow })
      | undefined
    if (!module) throw new InputError('BACKEND_MISSING', '@tensorflow/tfjs-node is not installed')
    const tf = module.default ?? module
    await tf.ready()
    return { tf, detail: `tfjs-node ${tf.version_core}` }
  }
  if (build === 'wasm-threads' && globalThis.crossOriginIsolated !== true) {
    throw new InputError('BACKEND_MISSING', 'its threads need a cross-origin isolated page')
  }
  if (build === 'webgpu' && !('gpu' in navigator)) {
    throw new InputError('BACKEND_MISSING', 'this browser offers no WebGPU')
  }
  const tf = await plainTensorFlow({
    backend: build.startsWith('wasm') ? 'wasm' : (build as 'cpu' | 'webgl' | 'webgpu'),
    simd: build !== 'wasm-scalar',
    threads: build === 'wasm-threads',
    wasmPaths,
  })
  return { tf, detail: `tfjs ${tf.version_core} ${tf.getBackend()}` }
}

/** Predictions by TensorFlow.js, a batch at a time. */
export async function tensorFlowPredictor(
  artifacts: ModelArtifacts,
  backend: Backend,
  surroundings: SessionSurroundings,
): Promise<Predictor> {
  const { tf, detail } = await startTensorFlow(backend, surroundings)
  const { model, head, inputShape, outputs } = await layersModelBeforeHead(artifacts, (before) =>
    layersModelOn(tf, before),
  )
  return {
    detail,
    inputShape,
    classes: outputs,
    head,
    async predict(images, n) {
      const logits = tf.tidy(
        () => model.predict(tf.tensor4d(images, [n, ...inputShape]), { batchSize: n }) as Tensor,
      )
      // A graphics card is not waited for any other way.
      const values = (await logits.data()) as Float32Array
      logits.dispose()
      return values
    },
    dispose: () => model.dispose(),
  }
}

/** A live model of artifacts, on the TensorFlow.js given. */
export function layersModelOn(tf: TensorFlow, artifacts: ModelArtifacts): Promise<LayersModel> {
  const handler = { load: async () => artifacts } as unknown as Parameters<TensorFlow['loadLayersModel']>[0]
  return tf.loadLayersModel(handler)
}
