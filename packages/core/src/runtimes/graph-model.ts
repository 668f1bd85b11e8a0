import { InputError } from '../errors.js'
import type { OriginalModel } from '../formats/model.js'
import { Random } from '../random.js'
import { worstOf } from '../tensorflow/fallback/worst-of.js'
import { type GraphModel, loadTensorFlow, type Tensor, type TensorFlow } from '../tensorflow/tensorflow.js'
import type { WasmPaths } from '../tensorflow/wasm-paths.js'
import { imageValues } from './image-values.js'
import { type GraphValue, type RunningGraph, runtimeCall } from './running-graph.js'

type Original = Extract<OriginalModel, { readonly kind: 'graph-model' }>

/** Largest difference between the backends, relative to the largest score, that rounding explains. */
const TOLERANCE = 3e-4
/** Scores may cancel to nothing but rounding: differences count against at least this. */
const SMALL = 0.01

/**
 * A graph model on TensorFlow.js, from memory: on its wasm backend or, where that has no kernel for an operation, on its plain one,
 * which is slow.
 *
 * @param size - values of one image
 * @throws InputError RUNTIME_FAILED, for control flow too
 */
export async function graphModel(
  original: Original,
  size: number,
  wasmPaths?: WasmPaths | undefined,
): Promise<RunningGraph> {
  const tf = await loadTensorFlow({ wasmPaths })
  const called = (backend: Backend) => `tfjs ${backend} ${tf.version['tfjs-core']}`
  const model = await runtimeCall(called('wasm'), () => liveModel(tf, original))
  const { output } = original
  const run = (backend: Backend, images: Float32Array, n: number, outputs: readonly string[]) =>
    runtimeCall(called(backend), () => valuesOf(tf, { model, original, backend }, images, n, outputs))
  const image = pixels(size)
  const backend = await run('wasm', image, 1, [output]).then(
    () => 'wasm' as const,
    (error: Error) => {
      if (NO_KERNEL.test(error.message)) return 'cpu' as const
      model.dispose()
      throw error
    },
  )
  return {
    runtime: called(backend),
    batch: batchOf(original),
    run: (images, n, outputs) => run(backend, images, n, outputs),
    async verify() {
      if (backend === 'cpu') return
      const [[got], [expected]] = [
        await run('wasm', image, 1, [output]),
        await run('cpu', image, 1, [output]),
      ]
      const worst = worstOf(got!.data, Float64Array.from(expected!.data), SMALL)
      if (worst.error <= TOLERANCE) return
      throw new InputError(
        'LAYER_COMPUTED_WRONG',
        `TensorFlow.js’s wasm backend, which would have to run this model, gives ${got!.data[worst.at]} for output ${worst.at} where its plain one gives ${expected!.data[worst.at]}`,
      )
    },
    dispose: () => model.dispose(),
  }
}

type Backend = 'wasm' | 'cpu'

const NO_KERNEL = /Kernel '?[\w]+'? not registered/

function liveModel(tf: TensorFlow, { json, weights }: Original): Promise<GraphModel> {
  const { weightsManifest, ...rest } = json as { readonly weightsManifest: { readonly weights: object[] }[] }
  const artifacts = {
    ...rest,
    format: 'graph-model',
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: weights,
  }
  // Passed on as the converter wrote it; what is wrong in it TensorFlow.js says.
  const handler = { load: async () => artifacts } as unknown as Parameters<TensorFlow['loadGraphModel']>[0]
  return tf.loadGraphModel(handler)
}

function batchOf({ sizes }: Original): number | 'any' {
  const batched = sizes.length !== 3 || (sizes[0] ?? 1) === 1
  return batched ? (sizes[0] ?? 'any') : 1
}

/** All on one turn of the event loop, since the backend is the whole thread's. */
function valuesOf(
  tf: TensorFlow,
  { model, original, backend }: { model: GraphModel; original: Original; backend: Backend },
  images: Float32Array,
  n: number,
  outputs: readonly string[],
): GraphValue[] {
  const before = tf.getBackend()
  // Both backends are started, or start at once: nothing is waited for.
  if (backend !== before) void tf.setBackend(backend)
  try {
    return tf.tidy(() => {
      const dims = original.sizes.map((size) => size ?? n)
      const image = tf.tensor(imageValues(images, original.channelsFirst ? 'NCHW' : 'NHWC', dims), dims)
      const values = [model.execute({ [original.input]: image }, [...outputs])].flat() as Tensor[]
      return values.map((value) => ({ dims: value.shape, data: Float32Array.from(value.dataSync()) }))
    })
  } finally {
    if (backend !== before) void tf.setBackend(before)
  }
}

function pixels(size: number): Float32Array {
  const random = new Random(20_251)
  return Float32Array.from({ length: size }, () => random.uniform())
}
