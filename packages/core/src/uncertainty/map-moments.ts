/** Several maps of one image, and how far they agree. */
export interface MapSpread {
  /** float32 [H, W], their mean. */
  readonly mean: Float32Array
  /** float32 [H, W], the standard error of the mean: their standard deviation (of n − 1) over √n. */
  readonly standardError: Float32Array
  readonly n: number
}

/** Mean and standard error of maps that come one by one, none of which is kept (Welford, 1962, in float64). */
export class MapMoments {
  readonly #mean: Float64Array
  readonly #squares: Float64Array
  #n = 0

  /** @param pixels - H·W */
  constructor(pixels: number) {
    this.#mean = new Float64Array(pixels)
    this.#squares = new Float64Array(pixels)
  }

  /** @param map - [H, W] */
  add(map: ArrayLike<number>): void {
    this.#n++
    for (let p = 0; p < this.#mean.length; p++) {
      const before = map[p]! - this.#mean[p]!
      this.#mean[p]! += before / this.#n
      this.#squares[p]! += before * (map[p]! - this.#mean[p]!)
    }
  }

  /** @throws RangeError of fewer than two maps, which have no spread */
  spread(): MapSpread {
    const n = this.#n
    if (n < 2) throw new RangeError(`a standard error of ${n} maps`)
    const standardError = Float32Array.from(this.#squares, (sum) => Math.sqrt(sum / (n - 1) / n))
    return { mean: Float32Array.from(this.#mean), standardError, n }
  }
}
