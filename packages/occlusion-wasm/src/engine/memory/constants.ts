import type { Address } from '../../kernels/change-kernels.js'
import type { Arena } from './arena.js'
import { padded } from './feature-map.js'

/** An array of floats that nobody changes any more. */
interface Constant {
  readonly address: Address
  readonly count: number
}

/** Where the constants of a network lie, in the order in which its stages ask for them. */
export type PlacedConstants = readonly Constant[]

/**
 * What stages compute with and never change: packed weights, biases, whatever else is made of a network once. The first runner on a
 * memory writes them. Another one on the same memory lays out the same network, so that its stages ask for the same arrays in the
 * same order, and is told where they lie; it makes none of them again.
 */
export class Constants {
  readonly #arena: Arena
  readonly #written: PlacedConstants | undefined
  readonly #placed: Constant[] = []

  /** @param written - those of the runner that wrote them; without, this one writes */
  constructor(arena: Arena, written?: PlacedConstants) {
    this.#arena = arena
    this.#written = written
  }

  /** Those asked for so far. */
  get placed(): PlacedConstants {
    return this.#placed
  }

  /**
   * Room for floats that last. Asked for before the arena is ever rewound, so that nothing but zeros has been there.
   *
   * @param count - how many; it may depend on nothing but the network and the kernels' build
   * @param write - fills them, zeros so far; called only by the runner that writes, and not to be relied on for anything else
   */
  place(count: number, write: (to: Float32Array) => void): Address {
    const constant = this.#written ? this.#find(count) : { address: this.#arena.reserveFloats(count), count }
    if (!this.#written) write(this.#arena.floats(constant.address, count))
    this.#placed.push(constant)
    return constant.address
  }

  /** Values for each channel, padded with zeros to whole vectors. */
  placeChannels(values: Float32Array): Address {
    return this.place(padded(values.length), (to) => to.set(values))
  }

  /** @throws RangeError if stages ask for something else than those that wrote, which is a fault of theirs */
  #find(count: number): Constant {
    const place = this.#placed.length
    const constant = this.#written![place]
    if (constant?.count === count) return constant
    throw new RangeError(`constant ${place}: expected ${constant?.count ?? 'no'} floats, got ${count}`)
  }
}
