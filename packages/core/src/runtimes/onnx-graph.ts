import { InputError } from '../errors.js'
import { toFloat16 } from '../formats/keras/to-float16.js'
import type { OriginalModel } from '../formats/model.js'
import { float16Values } from '../formats/onnx/constants/float16.js'
import { withOutput } from '../formats/onnx/with-output.js'
import type { WasmPaths } from '../tensorflow/wasm-paths.js'
import { imageValues } from './image-values.js'
import { type LoadPackage, type OnnxTensor, type OpenedOnnxRuntime, openOnnxRuntime } from './onnx-runtime.js'
import { type GraphValue, type RunningGraph, runtimeCall } from './running-graph.js'

type OnnxModel = Extract<OriginalModel, { readonly kind: 'onnx' }>

/**
 * A model on ONNX Runtime, as its file says it, on one thread.
 *
 * @param load - imports packages; as they are installed, unless told
 * @throws InputError RUNTIME_MISSING, RUNTIME_FAILED for a model that the runtime does not take, MODEL_INPUT
 */
export async function onnxGraph(
  model: OnnxModel,
  wasmPaths?: WasmPaths | undefined,
  load?: LoadPackage | undefined,
): Promise<RunningGraph> {
  const { input, type } = model
  if (type === 'bfloat16') {
    const what = `input "${input}" takes bfloat16, which ONNX Runtime cannot be given; export it with float32`
    throw new InputError('MODEL_INPUT', what)
  }
  const opened = await openOnnxRuntime(wasmPaths, load)
  const { runtime, name } = opened
  const session = await runtimeCall(name, () => sessionOf(model, opened))
  const batch = batchOf(model)
  return {
    runtime: name,
    batch,
    async run(images, n, outputs) {
      const dims = model.sizes.map((size) => size ?? n)
      const values = numbersOf(imageValues(images, model.axes, dims), type)
      const results = await runtimeCall(name, () =>
        session.run({ [input]: new runtime.Tensor(type, values, dims) }, outputs),
      )
      return outputs.map((output) => graphValue(results[output]!, output))
    },
    dispose: () => void session.release().catch(() => undefined),
  }
}

function sessionOf(
  { bytes, external, ending, outputs }: OnnxModel,
  { runtime, provider }: OpenedOnnxRuntime,
) {
  const before = ending?.before
  const model = before === undefined || outputs.includes(before) ? bytes : withOutput(bytes, before)
  const files = [...external].map(([path, data]) => ({ path, data }))
  return runtime.InferenceSession.create(model, {
    executionProviders: [provider],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 4,
    ...(files.length > 0 && { externalData: files }),
  })
}

function batchOf({ axes, sizes }: OnnxModel): number | 'any' {
  const batched = axes.startsWith('N') || (axes === 'flat' && sizes.length === 2 && (sizes[0] ?? 1) === 1)
  return batched ? (sizes[0] ?? 'any') : 1
}

/** As the input's type has them: bytes are rounded. */
function numbersOf(values: Float32Array, type: OnnxModel['type']) {
  if (type === 'float64') return Float64Array.from(values)
  if (type === 'uint8') return new Uint8Array(Uint8ClampedArray.from(values).buffer)
  return type === 'float16' ? toFloat16(values) : values
}

/** @throws InputError MODEL_OUTPUT for text, or truth values */
function graphValue({ data, dims, type }: OnnxTensor, name: string): GraphValue {
  if (type === 'float32') return { data: data as Float32Array, dims }
  if (type === 'float64') return { data: Float32Array.from(data as Float64Array), dims }
  if (type === 'int64') return { data: Float32Array.from(data as BigInt64Array, Number), dims }
  if (type === 'float16') {
    // Where the host has half-precision arrays the runtime gives one.
    const { buffer, byteOffset, length } = data as Uint16Array
    return { data: float16Values(new Uint16Array(buffer, byteOffset, length)), dims }
  }
  throw new InputError('MODEL_OUTPUT', `output "${name}": expected scores of floating point, got ${type}`)
}
