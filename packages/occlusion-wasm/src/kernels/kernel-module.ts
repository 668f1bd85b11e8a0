import { bytesOfHex } from './bytes-of-hex.js'
import type { KernelVariant } from './variants.js'

/** A compiled build of the occlusion kernels: it holds no data, and may be sent to other threads. */
export interface KernelModule {
  readonly variant: KernelVariant
  /** Whether it runs on memory shared between threads; a build runs on one kind only. */
  readonly shared: boolean
  readonly module: WebAssembly.Module
}

/** Loads and compiles one build. Only its bytes are loaded, and compiled once; later calls return the same module. */
export function loadKernelModule(variant: KernelVariant, shared = false): Promise<KernelModule> {
  const id = shared ? (`${variant}-shared` as const) : variant
  let loading = loaded.get(id)
  if (!loading) {
    loading = compile(id).then((module) => ({ variant, shared, module }))
    loaded.set(id, loading)
    loading.catch(() => loaded.delete(id))
  }
  return loading
}

/**
 * Binds a build to a memory. The host owns the memory: it lays it out and passes pointers, and the kernels touch nothing else.
 *
 * @typeParam Exports - the functions of `assembly/occlusion.ts` the caller uses
 */
export function instantiateKernels<Exports>(kernels: KernelModule, memory: WebAssembly.Memory): Exports {
  const instance = new WebAssembly.Instance(kernels.module, { env: { memory } })
  return instance.exports as unknown as Exports
}

const loaded = new Map<string, Promise<KernelModule>>()

/** Written out, so that a bundler sees every build and loads each apart. */
const builds = {
  scalar: () => import('../generated/occlusion.scalar.js'),
  'scalar-shared': () => import('../generated/occlusion.scalar-shared.js'),
  simd: () => import('../generated/occlusion.simd.js'),
  'simd-shared': () => import('../generated/occlusion.simd-shared.js'),
  'relaxed-simd': () => import('../generated/occlusion.relaxed-simd.js'),
  'relaxed-simd-shared': () => import('../generated/occlusion.relaxed-simd-shared.js'),
} as const

async function compile(id: keyof typeof builds): Promise<WebAssembly.Module> {
  const { default: hex } = await builds[id]()
  return WebAssembly.compile(bytesOfHex(hex))
}
