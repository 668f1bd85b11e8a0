import type { Address } from '../../kernels/change-kernels.js'
import { KernelError } from '../../kernels/kernel-error.js'

const PAGE = 65536
/** The first page is the kernels' own: tables that AssemblyScript lays down when they are instantiated. A test holds them to it. */
const FIRST_FREE = PAGE
/** What one arena holds at most. */
const MOST_BYTES = 2 ** 31
/** A memory shared by several arenas grows by so much at least, so that each lies in few pieces. */
const LEAST_GROWTH = 1 << 20

/** A part of a memory that is one arena's own. */
interface Region {
  readonly start: Address
  end: Address
  top: Address
}

/** Where an arena stands: the tops of its regions. */
export type Mark = readonly Address[]

/**
 * Notes which parts of a memory an arena holds, where others see it: pairs of first and end address in units of pages, those after
 * the last being 0. When the thread of an arena has ended, the next one takes its regions over.
 */
export type RegionRegistry = Uint32Array

/**
 * Hands out memory to one user of the kernels, in whole vectors. What lasts is laid out first; what belongs to a batch comes after
 * a mark, to which `rewind` goes back. Where the memory is shared by several threads, each has an arena of its own, made of the
 * parts by which it has made the memory grow: growing is atomic, so nobody else has those. Views are made anew for every use,
 * since growing makes old ones stale.
 */
export class Arena {
  readonly memory: WebAssembly.Memory
  readonly #regions: Region[]
  readonly #registry: RegionRegistry | undefined
  #everything: Float32Array | undefined

  /**
   * @param registry - where there are other arenas in the memory: the regions this one takes over, and where it notes those it gets.
   *   Without, it has the memory to itself, but for what lies before `FIRST_FREE`
   */
  constructor(memory: WebAssembly.Memory, registry?: RegionRegistry) {
    this.memory = memory
    this.#registry = registry
    this.#regions = registry
      ? regionsIn(registry, memory)
      : [{ start: FIRST_FREE, end: memory.buffer.byteLength, top: FIRST_FREE }]
  }

  /** All of the memory as floats: one array for as long as memory does not grow. */
  get everything(): Float32Array {
    const { buffer } = this.memory
    if (this.#everything?.buffer !== buffer) this.#everything = new Float32Array(buffer)
    return this.#everything
  }

  get mark(): Mark {
    return this.#regions.map(({ top }) => top)
  }

  rewind(mark: Mark): void {
    for (const [i, region] of this.#regions.entries()) region.top = mark[i] ?? region.start
  }

  /** Bytes of the memory that are this arena's. */
  get bytes(): number {
    return this.#regions.reduce((sum, { start, end }) => sum + end - start, 0)
  }

  /** @throws KernelError `ENGINE_MEMORY`, before anything is reserved, if it takes more than 2 GiB or than the machine has */
  reserve(bytes: number): Address {
    const size = Math.ceil(bytes / 16) * 16
    const region = this.#regions.find(({ top, end }) => top + size <= end) ?? this.#grow(size)
    const address = region.top
    region.top += size
    return address
  }

  /** Makes the memory grow, until the last region has room. */
  #grow(size: number): Region {
    const last = this.#regions.at(-1)
    const taken = this.#regions.reduce((sum, { start, top }) => sum + top - start, 0)
    if (!(taken + size < MOST_BYTES)) {
      const bytes = `${taken + size} bytes`
      throw outOfMemory(`takes ${bytes}, more than 2 GiB, for this network and windows of this size`)
    }
    const adjoins = last !== undefined && last.end === this.memory.buffer.byteLength
    const missing = adjoins ? size - (last.end - last.top) : size
    const pages = Math.ceil((this.#registry ? Math.max(missing, LEAST_GROWTH) : missing) / PAGE)
    const start = this.#growMemory(pages) * PAGE
    const end = start + pages * PAGE
    // Another thread may have come between.
    if (adjoins && start === last.end) {
      last.end = end
      this.#note(this.#regions.length - 1, last)
      return last
    }
    const region = { start, end, top: start }
    this.#note(this.#regions.push(region) - 1, region)
    return end - start < size ? this.#grow(size) : region
  }

  #growMemory(pages: number): number {
    try {
      return this.memory.grow(pages)
    } catch (cause) {
      const bytes = `${pages * PAGE} bytes more than`
      const held = this.memory.buffer.byteLength
      throw outOfMemory(
        held + pages * PAGE > 2 ** 32
          ? `takes ${bytes} the 4 GiB that all threads share, of which ${held} bytes are taken`
          : `takes ${bytes} this machine has`,
        cause,
      )
    }
  }

  #note(place: number, { start, end }: Region): void {
    const registry = this.#registry
    if (!registry || place * 2 + 1 >= registry.length) return
    registry[place * 2] = start / PAGE
    Atomics.store(registry, place * 2 + 1, end / PAGE)
  }

  reserveFloats(count: number): Address {
    return this.reserve(count * 4)
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

/** The regions noted, emptied: whoever gets memory may count on zeros, as in memory that is new. */
function regionsIn(registry: RegionRegistry, { buffer }: WebAssembly.Memory): Region[] {
  const regions: Region[] = []
  for (let i = 0; i < registry.length && registry[i + 1]! > 0; i += 2) {
    const [start, end] = [registry[i]! * PAGE, registry[i + 1]! * PAGE]
    new Uint8Array(buffer, start, end - start).fill(0)
    regions.push({ start, end, top: start })
  }
  return regions
}

function outOfMemory(what: string, cause?: unknown): KernelError {
  return new KernelError('ENGINE_MEMORY', `the engine ${what}`, { cause })
}
