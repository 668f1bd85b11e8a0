/** Collects sets of covered pixels, to be scored together, and the places of their scores. Of a set no more is held than says which it is. */
export class SetList {
  readonly #pixels: number
  /** Of each set what writes it into uint8 [H, W] of zeros. */
  readonly #sets: ((into: Uint8Array) => void)[] = []

  /** @param pixels - H·W */
  constructor(pixels: number) {
    this.#pixels = pixels
  }

  /** @param covered - uint8 [H, W], kept as bits. @returns the place of its score */
  add(covered: Uint8Array): number {
    const bits = new Uint8Array(Math.ceil(covered.length / 8))
    for (let i = 0; i < covered.length; i++) bits[i >> 3]! |= covered[i]! << (i & 7)
    return this.#add((into) => {
      for (let i = 0; i < into.length; i++) into[i] = (bits[i >> 3]! >> (i & 7)) & 1
    })
  }

  /**
   * The sets that cover the first k units of an order.
   *
   * @param order - units, the first to be covered first
   * @param levels - the k, ascending
   * @returns the places of their scores
   */
  addPrefixes(order: Int32Array, unitOf: Int32Array, levels: readonly number[]): number[] {
    const rank = new Int32Array(order.length)
    for (const [place, unit] of order.entries()) rank[unit] = place
    return levels.map((k) =>
      this.#add((into) => {
        for (let i = 0; i < into.length; i++) into[i] = rank[unitOf[i]!]! < k ? 1 : 0
      }),
    )
  }

  get count(): number {
    return this.#sets.length
  }

  /** uint8 [to − from, H, W]. */
  make(from: number, to: number): Uint8Array {
    const made = new Uint8Array((to - from) * this.#pixels)
    for (let p = from; p < to; p++) {
      const at = (p - from) * this.#pixels
      this.#sets[p]!(made.subarray(at, at + this.#pixels))
    }
    return made
  }

  #add(write: (into: Uint8Array) => void): number {
    return this.#sets.push(write) - 1
  }
}
