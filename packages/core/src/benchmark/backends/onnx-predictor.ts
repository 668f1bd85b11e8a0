import { InputError } from '../../errors.js'
import type { ModelArtifacts } from '../../formats/keras/artifacts.js'
import { networkFromArtifacts } from '../../formats/keras/index.js'
import type { Backend } from '../backend.js'
import { onnxModel } from '../onnx-model.js'
import type { SessionSurroundings } from '../session.js'
import type { Predictor } from './covering-engine.js'

/** As much of onnxruntime-common as is used. */
interface OnnxRuntime {
  readonly env: { readonly versions: { readonly common: string }; readonly wasm?: { numThreads?: number } }
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxTensor
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<OnnxSession>
  }
}
interface OnnxTensor {
  readonly data: Float32Array
}
interface OnnxSession {
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>
  release(): Promise<void>
}

/**
 * Predictions by ONNX Runtime, if the person has installed it.
 *
 * @throws InputError BACKEND_MISSING; UmbraError ONNX_LAYER
 */
export async function onnxPredictor(
  artifacts: ModelArtifacts,
  { build, threads }: Backend,
  { load }: SessionSurroundings,
): Promise<Predictor> {
  const name = `onnxruntime-${build}`
  const module = (await load?.(name)) as (OnnxRuntime & { default?: OnnxRuntime }) | undefined
  if (!module) throw new InputError('BACKEND_MISSING', `${name} is not installed`)
  const runtime = module.InferenceSession ? module : module.default!
  if (runtime.env.wasm) runtime.env.wasm.numThreads = threads
  const network = networkFromArtifacts(artifacts)
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
      return logits!.data
    },
    dispose: () => void session.release(),
  }
}
