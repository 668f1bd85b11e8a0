/** Collects sets of covered pixels, to be scored together, and the places of their scores. */
export class SetList {
  readonly #pixels: number
  readonly #sets: Uint8Array[] = []

  /** @param pixels - H·W */
  constructor(pixels: number) {
    this.#pixels = pixels
  }

  /** @param covered - uint8 [H, W]. @returns the place of its score */
  add(covered: Uint8Array): number {
    return this.#sets.push(covered) - 1
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
    return levels.map((k) => this.add(Uint8Array.from(unitOf, (unit) => (rank[unit]! < k ? 1 : 0))))
  }

  get count(): number {
    return this.#sets.length
  }

  /** uint8 [to − from, H, W]. */
  make(from: number, to: number): Uint8Array {
    const made = new Uint8Array((to - from) * this.#pixels)
    for (let p = from; p < to; p++) made.set(this.#sets[p]!, (p - from) * this.#pixels)
    return made
  }
}
