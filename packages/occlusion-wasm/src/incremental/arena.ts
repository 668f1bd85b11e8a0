import type { Address } from './kernels.js'

const PAGE = 65536

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

  /** @throws RangeError if the machine has no more memory */
  reserve(bytes: number): Address {
    const address = this.#top
    this.#top = (address + bytes + 15) & ~15
    const missing = Math.ceil((this.#top - this.memory.buffer.byteLength) / PAGE)
    if (missing > 0) this.memory.grow(missing)
    return address
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

  /** Lays down floats that last. */
  place(values: Float32Array): Address {
    const address = this.reserveFloats(values.length)
    this.floats(address, values.length).set(values)
    return address
  }
}
