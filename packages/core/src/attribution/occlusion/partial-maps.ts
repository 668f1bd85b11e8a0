import type { ScoredSlice } from '@umbra/occlusion-wasm'
import type { ScoreFunction } from '../../network/output-reader.js'
import { forEachCovered } from './map.js'
import type { WindowGrid } from './windows.js'

/** A map while its windows are being scored. */
export interface PartialMap {
  /** Which image of the batch. */
  readonly image: number
  /** How many windows have been scored, under one draw of the baseline at least, and how many there are. */
  readonly windows: number
  readonly ofWindows: number
  /** float32 [K], the uncovered image's outputs before the head. */
  readonly base: Float32Array
  /** The class explained. */
  readonly target: number
  /**
   * Makes the map of what has been scored: float32 [H, W], or [H, W, C] for channel-wise windows, the mean drop over those windows that
   * contain the pixel; NaN where none has been scored. Once all are it is the explanation's map, to the bit.
   */
  map(): Float32Array
}

/** What partial maps are read with. */
interface Reading {
  readonly grid: WindowGrid
  /** [H, W, C]. */
  readonly imageShape: readonly [number, number, number]
  /** K. */
  readonly classes: number
  readonly draws: number
  readonly score: ScoreFunction
  /** The class to explain in an image, from its uncovered outputs, float32 [K]. */
  targetOf(image: number, base: Float32Array): number
}

/** Keeps the scores of images under way, and makes maps of them. */
export class PartialMaps {
  readonly #reading: Reading
  readonly #under = new Map<number, ImageUnderWay>()

  constructor(reading: Reading) {
    this.#reading = reading
  }

  /** Takes what one job of one draw brings. @param image - of the batch, not of the job */
  take(image: number, draw: number, slice: ScoredSlice): PartialMap {
    const known = this.#under.get(image)
    const own = known ?? new ImageUnderWay(this.#reading, image, slice.base)
    if (!known) this.#under.set(image, own)
    own.take(draw, slice)
    // Whoever still holds the last one holds its scores; others need them no more.
    if (own.complete) this.#under.delete(image)
    return own.partial()
  }
}

class ImageUnderWay {
  readonly #reading: Reading
  readonly #image: number
  readonly #base: Float32Array
  readonly #target: number
  /** [P, K] for each draw, and [draws, P], whether it is there. */
  readonly #covered: readonly Float32Array[]
  readonly #scored: Uint8Array
  readonly #of: number
  #windows = 0
  #left: number

  constructor(reading: Reading, image: number, base: Float32Array) {
    this.#reading = reading
    this.#image = image
    this.#base = base.slice()
    this.#target = reading.targetOf(image, this.#base)
    this.#of = reading.grid.windows.length / 6
    this.#covered = Array.from({ length: reading.draws }, () => new Float32Array(this.#of * reading.classes))
    this.#scored = new Uint8Array(this.#of * reading.draws)
    this.#left = this.#scored.length
  }

  get complete(): boolean {
    return this.#left === 0
  }

  take(draw: number, { from, to, covered }: ScoredSlice): void {
    this.#covered[draw]!.set(covered, from * this.#reading.classes)
    for (let w = from; w < to; w++) {
      if (this.#drawsOf(w) === 0) this.#windows++
      this.#scored[draw * this.#of + w] = 1
    }
    this.#left -= to - from
  }

  partial(): PartialMap {
    const [image, base, target] = [this.#image, this.#base, this.#target]
    const [windows, ofWindows] = [this.#windows, this.#of]
    return { image, windows, ofWindows, base, target, map: () => this.#map() }
  }

  #drawsOf(w: number): number {
    let draws = 0
    for (let at = w; at < this.#scored.length; at += this.#of) draws += this.#scored[at]!
    return draws
  }

  #map(): Float32Array {
    const { grid, imageShape } = this.#reading
    const [height, width, channels] = imageShape
    const depth = grid.channelWise ? channels : 1
    const sums = new Float64Array(height * width * depth)
    const counts = new Float64Array(sums.length)
    const drops = this.#drops()
    forEachCovered(grid, width, depth, (p, w) => {
      if (Number.isNaN(drops[w]!)) return
      sums[p]! += drops[w]!
      counts[p]! += 1
    })
    return Float32Array.from(sums, (sum, p) => sum / counts[p]!)
  }

  /** float64 [P], over the draws there are; NaN where there is none. */
  #drops(): Float64Array {
    const { classes, score } = this.#reading
    const uncovered = score(this.#base, 0, this.#target)
    return Float64Array.from({ length: this.#of }, (_, w) => {
      const draws = this.#drawsOf(w)
      if (draws === 0) return Number.NaN
      let drop = 0
      for (const [draw, covered] of this.#covered.entries()) {
        if (this.#scored[draw * this.#of + w] === 0) continue
        drop += (uncovered - score(covered, w * classes, this.#target)) / draws
      }
      return drop
    })
  }
}
