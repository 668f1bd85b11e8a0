import { UmbraError } from '../errors.js'

/** The TensorFlow.js namespace. The rest of the project imports its types from here, and its code never. */
export type TensorFlow = typeof import('@tensorflow/tfjs')
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

/** Where a page finds TensorFlow.js's three .wasm files: a folder's URL, or a URL for each file name. */
export type WasmPaths = string | Readonly<Record<string, string>>

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

/** Imports TensorFlow.js and its wasm backend, without choosing a backend. */
export function importTensorFlow(): Promise<TensorFlow> {
  imported ??= Promise.all([import('@tensorflow/tfjs'), import('@tensorflow/tfjs-backend-wasm')]).then(
    ([tf]) => tf,
  )
  return imported
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
  if (backend === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu')
  if (backend === 'wasm') {
    tf.env().set('WASM_HAS_SIMD_SUPPORT', simd)
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads)
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
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
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
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
