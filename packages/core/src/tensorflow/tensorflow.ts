import { InputError, UmbraError } from '../errors.js'
import type { WasmPaths } from './wasm-paths.js'

// Where TensorFlow.js is not installed its types are `any`, so that a program that needs none of them compiles.
/** The TensorFlow.js namespace. The rest of the project imports its types from here, and its code never. */
// biome-ignore lint/suspicious/noTsIgnore: it is an error only where the package is missing
/** @ts-ignore */
export type TensorFlow = typeof import('@tensorflow/tfjs')
// biome-ignore lint/suspicious/noTsIgnore: as above
/** @ts-ignore */
export type {
  GraphModel,
  KernelConfig,
  LayersModel,
  NamedAttrMap,
  Sequential,
  Tensor,
  Tensor4D,
  TensorInfo,
} from '@tensorflow/tfjs'

export interface TensorFlowOptions {
  /** Needed in a page whose bundler moves the .wasm files; Node finds them by itself. */
  readonly wasmPaths?: WasmPaths | undefined
  /** Whether TensorFlow.js may use threads of its own, where a page allows them. @default false */
  readonly threads?: boolean
}

let imported: Promise<TensorFlow> | undefined
let ready: Promise<TensorFlow> | undefined

/**
 * Loads TensorFlow.js on its `wasm` backend, with the gradient kernels registered; later calls return the same namespace,
 * whatever their options. Nothing is loaded until the first call.
 *
 * @throws UmbraError `TENSORFLOW_NOT_LOADED` if the backend does not start, usually because its .wasm files are not found
 */
export function loadTensorFlow(options: TensorFlowOptions = {}): Promise<TensorFlow> {
  ready ??= start(options).catch((cause) => {
    ready = undefined
    throw cause
  })
  return ready
}

/**
 * Imports TensorFlow.js and its wasm backend, without choosing a backend.
 *
 * @throws InputError TENSORFLOW_MISSING, with the line that installs them
 */
export function importTensorFlow(): Promise<TensorFlow> {
  imported ??= tensorFlowAndWasm().catch((cause) => {
    imported = undefined
    throw cause
  })
  return imported
}

async function tensorFlowAndWasm(): Promise<TensorFlow> {
  // Bundlers take a package that is not installed for an optional one only where `try` holds its import.
  try {
    const tf = await import('@tensorflow/tfjs')
    await wasmBackend()
    return tf
  } catch (cause) {
    throw missing(cause)
  }
}

async function wasmBackend() {
  try {
    return await import('@tensorflow/tfjs-backend-wasm')
  } catch (cause) {
    throw missing(cause)
  }
}

// biome-ignore lint/suspicious/noTsIgnore: as above
/** @ts-ignore */
type WebGpuBackend = typeof import('@tensorflow/tfjs-backend-webgpu')

/**
 * TensorFlow.js's webgpu backend, which registers its kernels; the webgl backend comes with TensorFlow.js.
 *
 * @throws InputError TENSORFLOW_MISSING, with the line that installs it
 */
export async function webGpuBackend(): Promise<WebGpuBackend> {
  try {
    return await import('@tensorflow/tfjs-backend-webgpu')
  } catch (cause) {
    throw missing(cause, '@tensorflow/tfjs-backend-webgpu@4')
  }
}

/** Resolves when no start of TensorFlow.js is under way: until then none of its backends can be used. */
export async function startSettled(): Promise<void> {
  await ready?.catch(() => {})
}

function missing(
  cause: unknown,
  packages = '@tensorflow/tfjs@4 @tensorflow/tfjs-backend-wasm@4',
): InputError {
  if (cause instanceof InputError) return cause
  const detail = `this needs TensorFlow.js, which cannot be imported; npm install ${packages}`
  return new InputError('TENSORFLOW_MISSING', detail, { cause })
}

/** A backend of TensorFlow.js as it comes. */
export interface PlainBackend {
  readonly backend: 'cpu' | 'wasm' | 'webgl' | 'webgpu'
  /** Of the wasm backend: whether its SIMD and its threaded build may run. */
  readonly simd: boolean
  readonly threads: boolean
  readonly wasmPaths?: WasmPaths | undefined
}

/**
 * TensorFlow.js on a backend as it comes, without this project's kernels: what others are compared with. A thread has one such
 * backend, and does not use `loadTensorFlow` besides.
 *
 * @throws UmbraError `TENSORFLOW_NOT_LOADED` if the backend does not start
 */
export async function plainTensorFlow({
  backend,
  simd,
  threads,
  wasmPaths,
}: PlainBackend): Promise<TensorFlow> {
  const tf = await importTensorFlow()
  tf.enableProdMode()
  if (backend === 'webgpu') await webGpuBackend()
  if (backend === 'wasm') {
    tf.env().set('WASM_HAS_SIMD_SUPPORT', simd)
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads)
    const { setWasmPaths } = await wasmBackend()
    if (wasmPaths) setWasmPaths(wasmPaths)
  }
  if (await tf.setBackend(backend).catch(() => false)) return tf
  throw new UmbraError('TENSORFLOW_NOT_LOADED', `the ${backend} backend did not start`)
}

async function start(options: TensorFlowOptions): Promise<TensorFlow> {
  const tf = await importTensorFlow()
  // Production mode keeps TensorFlow.js from printing advice to the console; it changes no result.
  tf.enableProdMode()
  tf.env().set(
    'WASM_HAS_MULTITHREAD_SUPPORT',
    options.threads === true && tf.env().get('IS_BROWSER') === true,
  )
  if (options.wasmPaths) {
    const { setWasmPaths } = await wasmBackend()
    setWasmPaths(options.wasmPaths)
  }
  const { registerGradientKernels } = await import('./kernels/register-gradient-kernels.js')
  await registerGradientKernels(tf)
  if (!(await tf.setBackend('wasm'))) {
    throw new UmbraError(
      'TENSORFLOW_NOT_LOADED',
      'the wasm backend did not start; are its .wasm files served?',
    )
  }
  return tf
}
