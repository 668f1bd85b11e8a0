import { type GradientKernels, loadGradientModule } from '@umbra/occlusion-wasm/gradients'
import { UmbraError } from '../errors.js'

/** β₁, β₂ and ε of Adam. */
const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-7

/**
 * A network's weights, Adam's two moments and the micro-batches' gradients, in one WebAssembly memory, where the kernels add
 * and step. It is shared with the workers where the platform allows it, so that weights and gradients are not copied.
 */
export class ParameterMemory {
  /** Number of weights. */
  readonly size: number
  readonly memory: WebAssembly.Memory
  readonly weights: Float32Array
  readonly m: Float32Array
  readonly v: Float32Array
  /** One for each micro-batch of a batch. */
  readonly gradients: readonly Float32Array[]
  readonly #kernels: GradientKernels

  static async create(weights: Float32Array, microBatches: number): Promise<ParameterMemory> {
    const module = await loadGradientModule()
    const memory = allocate(weights.length, microBatches)
    return new ParameterMemory(memory, module.instantiate(memory), weights, microBatches)
  }

  private constructor(
    memory: WebAssembly.Memory,
    kernels: GradientKernels,
    weights: Float32Array,
    microBatches: number,
  ) {
    this.size = weights.length
    this.memory = memory
    this.#kernels = kernels
    const array = (index: number) =>
      new Float32Array(memory.buffer, 16 + index * stride(this.size), this.size)
    this.weights = array(0)
    this.m = array(1)
    this.v = array(2)
    this.gradients = Array.from({ length: microBatches }, (_, slot) => array(3 + slot))
    this.weights.set(weights)
  }

  /** Whether other threads can see this memory. */
  get shared(): boolean {
    return !(this.memory.buffer instanceof ArrayBuffer)
  }

  /**
   * Adds the first `slots` gradients, in order, and takes one step of AdamW.
   * @param step - 0 for the first
   */
  update(slots: number, step: number, learningRate: number, weightDecay: number): void {
    const [sum, ...rest] = this.gradients.slice(0, slots) as [Float32Array, ...Float32Array[]]
    for (const part of rest) this.#kernels.addInto(sum.byteOffset, part.byteOffset, this.size)
    const t = step + 1
    const rate = (learningRate * Math.sqrt(1 - BETA2 ** t)) / (1 - BETA1 ** t)
    this.#kernels.adamStep(
      this.weights.byteOffset,
      sum.byteOffset,
      this.m.byteOffset,
      this.v.byteOffset,
      this.size,
      rate,
      BETA1,
      BETA2,
      EPSILON,
      learningRate * weightDecay,
    )
  }
}

/** Bytes from one array to the next: whole vectors. */
function stride(size: number): number {
  return 4 * ((size + 3) & ~3)
}

function allocate(size: number, microBatches: number): WebAssembly.Memory {
  const pages = Math.ceil((16 + (3 + microBatches) * stride(size)) / 65536)
  if (pages > 32768) {
    throw new UmbraError('OUT_OF_MEMORY', `${size} weights in ${microBatches} micro-batches need over 2 GB`)
  }
  if (typeof SharedArrayBuffer === 'undefined') return new WebAssembly.Memory({ initial: pages })
  return new WebAssembly.Memory({ initial: pages, maximum: 32768, shared: true })
}
