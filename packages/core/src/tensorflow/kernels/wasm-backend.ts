import type { GradientKernels, GradientModule } from '@umbra/occlusion-wasm/gradients'
import { UmbraError } from '../../errors.js'
import type { TensorInfo } from '../tensorflow.js'

/** What this project uses of TensorFlow.js's wasm backend: its tensors' addresses, and its WebAssembly memory. */
export interface WasmBackend {
  readonly wasm: {
    /** The memory, in builds without threads. */
    readonly asm?: { readonly memory?: WebAssembly.Memory }
    /** The memory, in the build with threads. */
    readonly wasmMemory?: WebAssembly.Memory
    _malloc(bytes: number): number
    _free(address: number): void
  }
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } }
  makeOutput(shape: readonly number[], dtype: string): TensorInfo
  /** A tensor's values where they lie: valid until memory grows. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array
  incRef(dataId: object): void
}

/** The gradient kernels, bound to the memory TensorFlow.js keeps its tensors in: nothing is copied in or out. */
export class BoundKernels {
  readonly run: GradientKernels
  readonly #backend: WasmBackend

  constructor(module: GradientModule, backend: WasmBackend) {
    const memory = backend.wasm.asm?.memory ?? backend.wasm.wasmMemory
    if (!memory)
      throw new UmbraError('TENSORFLOW_MEMORY_NOT_FOUND', 'the wasm backend does not expose its memory')
    this.#backend = backend
    this.run = module.instantiate(memory)
  }

  /** A tensor's byte address. */
  address(tensor: TensorInfo): number {
    return this.#backend.dataIdMap.get(tensor.dataId).memoryOffset
  }

  /** The byte addresses of three tensors: two to read, and where the result goes. */
  addresses(a: TensorInfo, b: TensorInfo, result: TensorInfo): readonly [number, number, number] {
    return [this.address(a), this.address(b), this.address(result)]
  }

  /** Calls `use` with the address of so many bytes of scratch memory, 16-byte aligned, freed afterwards. */
  withScratch(bytes: number, use: (address: number) => void): void {
    const block = this.#backend.wasm._malloc(bytes + 15) >>> 0
    if (block === 0) throw new UmbraError('OUT_OF_MEMORY', `${bytes} bytes of scratch memory cannot be had`)
    try {
      use(((block + 15) & ~15) >>> 0)
    } finally {
      this.#backend.wasm._free(block)
    }
  }
}
