import { loadPackage } from '#load-package'
import { InputError } from '../errors.js'
import type { WasmPaths } from '../tensorflow/wasm-paths.js'

/** As much of onnxruntime-common as is used. */
export interface OnnxRuntime {
  readonly env: {
    readonly versions: { readonly common: string }
    logLevel?: string
    readonly wasm?: { numThreads?: number; wasmPaths?: object }
  }
  readonly Tensor: new (type: string, data: ArrayBufferView, dims: readonly number[]) => OnnxTensor
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<OnnxSession>
  }
}

export interface OnnxTensor {
  readonly type: string
  readonly dims: readonly number[]
  readonly data: Float32Array | Float64Array | Uint16Array | BigInt64Array
}

interface OnnxSession {
  run(
    feeds: Readonly<Record<string, OnnxTensor>>,
    fetches?: readonly string[],
  ): Promise<Readonly<Record<string, OnnxTensor>>>
  release(): Promise<void>
}

/** Imports a package that may be installed. @returns undefined where it is not */
export type LoadPackage = (name: string) => Promise<unknown>

/** ONNX Runtime from one package, if that is installed: Node's own build, or WebAssembly. */
export async function onnxRuntimeOf(
  name: 'onnxruntime-node' | 'onnxruntime-web',
  load: LoadPackage = loadPackage,
): Promise<OnnxRuntime | undefined> {
  const module = (await load(name)) as (OnnxRuntime & { default?: OnnxRuntime }) | undefined
  return module && (module.InferenceSession ? module : module.default)
}

/** ONNX Runtime on one thread. */
export interface OpenedOnnxRuntime {
  readonly runtime: OnnxRuntime
  /** For the report: `onnxruntime-web 1.30.0 wasm`. */
  readonly name: string
  /** What it computes on, as sessions are asked for it. */
  readonly provider: 'cpu' | 'wasm'
}

/**
 * ONNX Runtime as it is installed: Node's own build where there is one, else WebAssembly.
 *
 * @throws InputError RUNTIME_MISSING, with the line that installs it
 */
export async function openOnnxRuntime(
  wasmPaths: WasmPaths | undefined,
  load: LoadPackage = loadPackage,
): Promise<OpenedOnnxRuntime> {
  let cause: unknown
  for (const name of ['onnxruntime-node', 'onnxruntime-web'] as const) {
    // A package may be there without the binary that its installation was to fetch.
    const runtime = await onnxRuntimeOf(name, load).catch((error: unknown) => {
      cause = error
      return undefined
    })
    if (!runtime) continue
    const provider = name === 'onnxruntime-web' ? 'wasm' : 'cpu'
    configure(runtime, provider, wasmPaths)
    return { runtime, name: `${name} ${runtime.env.versions.common} ${provider}`, provider }
  }
  const found = cause instanceof Error ? ` (what there is does not start: ${cause.message})` : ''
  throw new InputError(
    'RUNTIME_MISSING',
    `this model runs on ONNX Runtime, which is not installed${found}; install it: npm install onnxruntime-web`,
    { cause },
  )
}

function configure({ env }: OnnxRuntime, provider: 'cpu' | 'wasm', wasmPaths: WasmPaths | undefined): void {
  // What it finds wrong is thrown as well; a library does not print.
  env.logLevel = 'fatal'
  if (provider !== 'wasm' || !env.wasm) return
  env.wasm.numThreads = 1
  // A folder is TensorFlow.js's: where nothing is said of this file, it lies where a bundler puts what a script names.
  const wasm = typeof wasmPaths === 'object' ? wasmPaths[BINARY] : undefined
  if (wasm !== undefined) env.wasm.wasmPaths = { wasm }
}

const BINARY = 'ort-wasm-simd-threaded.wasm'
