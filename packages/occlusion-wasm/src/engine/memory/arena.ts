import type { Address } from '../../kernels/change-kernels.js'
import { KernelError } from '../../kernels/kernel-error.js'

const PAGE = 65536
/** Addresses are signed numbers of 32 bits where they stand in records. */
const MOST_BYTES = 2 ** 31

/**
 * Hands out the kernels' memory from its start upwards, in whole vectors. What lasts is laid out first; what belongs to a
 * batch comes after a mark, to which `rewind` goes back. Views are made anew for every use, since growing makes old ones
 * stale.
 */
export class Arena {
  readonly memory: WebAssembly.Memory
  #top: number

  /** @param start - first address that is free; below it the kernels may keep constants */
  constructor(memory: WebAssembly.Memory, start = 1024) {
    this.memory = memory
    this.#top = start
  }

  get top(): Address {
    return this.#top
  }

  /** @throws KernelError `ENGINE_MEMORY`, before anything is reserved, if it takes more than 2 GiB or than the machine has */
  reserve(bytes: number): Address {
    const address = this.#top
    const top = Math.ceil((address + bytes) / 16) * 16
    if (!(top < MOST_BYTES)) {
      throw outOfMemory('takes more than 2 GiB for this network and windows of this size')
    }
    const missing = Math.ceil((top - this.memory.buffer.byteLength) / PAGE)
    if (missing > 0) this.#grow(missing)
    this.#top = top
    return address
  }

  #grow(pages: number): void {
    try {
      this.memory.grow(pages)
    } catch (cause) {
      throw outOfMemory(`takes ${Math.ceil((pages * PAGE) / 2 ** 20)} MiB more than this machine has`, cause)
    }
  }

  reserveFloats(count: number): Address {
    return this.reserve(count * 4)
  }

  rewind(mark: Address): void {
    this.#top = mark
  }

  floats(address: Address, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count)
  }

  ints(address: Address, count: number): Int32Array {
    return new Int32Array(this.memory.buffer, address, count)
  }

  /** Lays down whole numbers that last. */
  placeInts(values: readonly number[]): Address {
    const address = this.reserve(values.length * 4)
    this.ints(address, values.length).set(values)
    return address
  }
}

function outOfMemory(what: string, cause?: unknown): KernelError {
  return new KernelError('ENGINE_MEMORY', `the engine ${what}`, { cause })
}
