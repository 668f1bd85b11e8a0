import type { Network } from '@umbra/occlusion-wasm'
import { InputError } from '../../errors.js'
import { onnxModel } from '../../formats/onnx/writing/write-onnx.js'
import { onnxRuntimeOf } from '../../runtimes/onnx-runtime.js'
import type { Backend } from '../backend.js'
import type { Predictor } from './covering-engine.js'

/**
 * Predictions by ONNX Runtime, if the person has installed it.
 *
 * @throws InputError BACKEND_MISSING; UmbraError ONNX_LAYER
 */
export async function onnxPredictor(network: Network, { build, threads }: Backend): Promise<Predictor> {
  const name = build === 'node' ? 'onnxruntime-node' : 'onnxruntime-web'
  const runtime = await onnxRuntimeOf(name)
  if (!runtime) throw new InputError('BACKEND_MISSING', `${name} is not installed`)
  if (runtime.env.wasm) runtime.env.wasm.numThreads = threads
  const session = await runtime.InferenceSession.create(onnxModel(network), {
    executionProviders: [build === 'node' ? 'cpu' : 'wasm'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  })
  const { inputShape, classes, head } = network
  return {
    detail: `${name} ${runtime.env.versions.common}, ${threads} thread${threads === 1 ? '' : 's'}`,
    inputShape,
    classes,
    head,
    async predict(images, n) {
      const { logits } = await session.run({
        images: new runtime.Tensor('float32', images, [n, ...inputShape]),
      })
      return logits!.data as Float32Array
    },
    dispose: () => void session.release(),
  }
}
