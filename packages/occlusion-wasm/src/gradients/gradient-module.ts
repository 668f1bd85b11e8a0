import { bytesOfHex } from '../kernels/bytes-of-hex.js'
import { capabilities } from '../kernels/capabilities.js'
import type { GradientKernels } from './gradient-kernels.js'

/** The compiled gradient kernels, ready to run over any memory. */
export interface GradientModule {
  readonly variant: 'simd' | 'scalar'
  /**
   * Binds the kernels to a memory, which they use only where pointers passed to them lead: they hold no data of their
   * own in it, so it may be the memory of another WebAssembly module, such as TensorFlow.js's.
   */
  instantiate(memory: WebAssembly.Memory): GradientKernels
}

/**
 * Loads the gradient kernels.
 * @param variant - `auto` takes SIMD where the machine has it
 */
export async function loadGradientModule(
  variant: 'auto' | 'simd' | 'scalar' = 'auto',
): Promise<GradientModule> {
  const chosen = variant === 'auto' ? (capabilities().simd ? 'simd' : 'scalar') : variant
  const [plain, shared] = await Promise.all(
    binaries[chosen].map(async (load) => bytesOfHex((await load()).default)),
  )
  const compiled = new Map<boolean, WebAssembly.Module>()
  return {
    variant: chosen,
    instantiate(memory) {
      const isShared = !(memory.buffer instanceof ArrayBuffer)
      let module = compiled.get(isShared)
      if (!module) {
        module = new WebAssembly.Module((isShared ? shared : plain)!)
        compiled.set(isShared, module)
      }
      return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as GradientKernels
    },
  }
}

const binaries = {
  simd: [
    () => import('../generated/gradients.simd.js'),
    () => import('../generated/gradients.simd-shared.js'),
  ],
  scalar: [
    () => import('../generated/gradients.scalar.js'),
    () => import('../generated/gradients.scalar-shared.js'),
  ],
} as const
