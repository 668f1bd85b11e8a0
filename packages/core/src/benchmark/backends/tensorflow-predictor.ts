import { loadPackage } from '#load-package'
import { isNetwork } from '../../engines/runnable-model.js'
import { InputError } from '../../errors.js'
import type { ModelArtifacts } from '../../formats/keras/artifacts.js'
import { isNetworkModel } from '../../formats/model.js'
import { layersModelBeforeHead } from '../../tensorflow/layers-model-before-head.js'
import { liveNetwork } from '../../tensorflow/network/network-scorer.js'
import {
  type LayersModel,
  plainTensorFlow,
  type Tensor,
  type TensorFlow,
} from '../../tensorflow/tensorflow.js'
import type { Backend } from '../backend.js'
import type { SessionSurroundings } from '../session.js'
import { type BenchmarkSubject, subjectNetwork } from '../subject.js'
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

/** Predictions by TensorFlow.js, a batch at a time: of a LayersModel, or of a network operation by operation. */
export async function tensorFlowPredictor(
  subject: BenchmarkSubject,
  backend: Backend,
  surroundings: SessionSurroundings,
): Promise<Predictor> {
  const { tf, detail } = await startTensorFlow(backend, surroundings)
  const { model } = subject
  const given = isNetwork(model) || isNetworkModel(model) ? networkOn(tf, subject) : await layersOn(tf, model)
  const { logits, ...predictor } = given
  return {
    ...predictor,
    detail,
    async predict(images, n) {
      const scores = logits(images, n)
      // A graphics card is not waited for any other way.
      const values = (await scores.data()) as Float32Array
      scores.dispose()
      return values
    },
  }
}

/** What is live on TensorFlow.js, and its logits of n images, [n, K]. */
interface OnTensorFlow extends Pick<Predictor, 'inputShape' | 'classes' | 'head' | 'dispose'> {
  readonly logits: (images: Float32Array, n: number) => Tensor
}

function networkOn(tf: TensorFlow, subject: BenchmarkSubject): OnTensorFlow {
  const network = subjectNetwork(subject)
  const { inputShape, classes, head } = network
  const live = liveNetwork(tf, network)
  return {
    ...{ inputShape, classes, head },
    logits: (images, n) => live.logits(images, n),
    dispose: () => live.dispose(),
  }
}

async function layersOn(tf: TensorFlow, artifacts: ModelArtifacts): Promise<OnTensorFlow> {
  const { model, head, inputShape, outputs } = await layersModelBeforeHead(artifacts, (before) =>
    layersModelOn(tf, before),
  )
  return {
    ...{ inputShape, classes: outputs, head },
    logits: (images, n) =>
      tf.tidy(() => model.predict(tf.tensor4d(images, [n, ...inputShape]), { batchSize: n }) as Tensor),
    dispose: () => model.dispose(),
  }
}

/** A live model of artifacts, on the TensorFlow.js given. */
export function layersModelOn(tf: TensorFlow, artifacts: ModelArtifacts): Promise<LayersModel> {
  const handler = { load: async () => artifacts } as unknown as Parameters<TensorFlow['loadLayersModel']>[0]
  return tf.loadLayersModel(handler)
}
