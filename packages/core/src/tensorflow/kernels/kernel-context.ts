import type { GradientModule } from '@umbra/occlusion-wasm/gradients'
import type { KernelConfig, TensorFlow, TensorInfo } from '../tensorflow.js'
import { BoundKernels, type WasmBackend } from './wasm-backend.js'

/** What TensorFlow.js hands a kernel, with the types this project's kernels rely on. */
export interface KernelArguments<Inputs, Attributes> {
  readonly inputs: Inputs
  readonly attrs: Attributes
  readonly backend: WasmBackend
}

/** Turns functions over our kernels into TensorFlow.js kernels, and counts how often each ran. */
export class KernelContext {
  readonly tf: TensorFlow
  readonly variant: GradientModule['variant']
  /** How many times each kernel has run, by name: proof that a computation used it. */
  readonly calls: Record<string, number> = {}
  readonly #module: GradientModule
  readonly #bound = new WeakMap<WasmBackend, BoundKernels>()

  constructor(tf: TensorFlow, module: GradientModule) {
    this.tf = tf
    this.variant = module.variant
    this.#module = module
  }

  /**
   * Registers a kernel for the wasm backend, in place of TensorFlow.js's own if it has one. `run` may return undefined to
   * leave a case to the kernel it replaces.
   */
  register<Inputs, Attributes>(
    kernelName: string,
    run: (kernels: BoundKernels, call: KernelArguments<Inputs, Attributes>) => TensorInfo | undefined,
  ): void {
    const replaced = this.tf.getKernel(kernelName, 'wasm')
    if (replaced) this.tf.unregisterKernel(kernelName, 'wasm')
    this.calls[kernelName] = 0
    const kernelFunc = (call: KernelArguments<Inputs, Attributes>) => {
      const output = run(this.#kernelsOf(call.backend), call)
      if (!output) return replaced!.kernelFunc(call as never)
      this.calls[kernelName]!++
      return output
    }
    this.tf.registerKernel({
      ...replaced,
      kernelName,
      backendName: 'wasm',
      kernelFunc,
    } as unknown as KernelConfig)
  }

  #kernelsOf(backend: WasmBackend): BoundKernels {
    let bound = this.#bound.get(backend)
    if (!bound) {
      bound = new BoundKernels(this.#module, backend)
      this.#bound.set(backend, bound)
    }
    return bound
  }
}
