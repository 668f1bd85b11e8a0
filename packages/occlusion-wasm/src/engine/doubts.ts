import { type Fill, fillerOf } from '../fill/fill.js'
import { cornersOf, type Filler } from '../fill/filler.js'
import type { Address } from '../kernels/change-kernels.js'
import { CancellationGuard, hides } from '../network/cancellation-guard.js'
import { largestMagnitude } from '../network/largest-magnitude.js'
import type { Network } from '../network/network.js'
import type { Gain } from '../network/operations/operation-rules.js'
import type { Stage } from './changes/stage.js'
import type { FeatureMap } from './memory/feature-map.js'
import type { Workspace } from './memory/workspace.js'
import type { Stages } from './plan/build-stages.js'

/** Of the largest score: what a forward pass and differences may be apart for both to stand. */
const AGREEING = 2 ** -13

/** Of the largest score: what pixels changed in their last digits may change for a forward pass to stand. */
const STEADY = 2 ** -10

/** An image begun, what covers it, and its own scores. */
interface Subject {
  /** float32 [H, W, C]. */
  readonly image: Float32Array
  /** float32 [H, W, C]. */
  readonly baseline: Float32Array
  readonly fill: Fill | undefined
  /** float32 [K]. */
  readonly base: Float32Array
}

/**
 * Scores that rounding of differences may show in are looked at again, each by a forward pass of the covered copy. Where that tells
 * something else it is what counts; and where it hangs on the last digits of the pixels, float32 does not hold the score at all.
 */
export class Doubts {
  /** Windows whose scores are those of forward passes, or none. */
  corrected = 0
  readonly #inputShape: Network['inputShape']
  readonly #guard: CancellationGuard
  readonly #workspace: Workspace
  readonly #plan: Stages
  /** Class scores of an image by a forward pass, float32 [K]. */
  readonly #pass: (image: Float32Array) => Float32Array
  #subject: Subject | undefined
  /** Whether every window of the image is to be looked at again. */
  #all = false
  /** Else those under which a stage is steeper than its limit. */
  #limits: readonly { readonly stage: Stage; readonly limit: number }[] = []
  /** Windows found doubtful, of those being scored. */
  #found: number[] = []

  /** @param gains - of the network's layers */
  constructor(
    network: Network,
    gains: readonly Gain[],
    workspace: Workspace,
    plan: Stages,
    pass: (image: Float32Array) => Float32Array,
  ) {
    this.#inputShape = network.inputShape
    this.#guard = new CancellationGuard(network, gains)
    this.#workspace = workspace
    this.#plan = plan
    this.#pass = pass
  }

  /** Forgets the image before. */
  clear(): void {
    this.#subject = undefined
    this.#all = false
    this.#limits = []
    this.#found = []
  }

  /**
   * Finds out how far the scores of an image's covered copies are to be trusted. The image is the one the stages hold; its own scores
   * are those of a forward pass.
   */
  begin(subject: Subject): void {
    this.clear()
    const { image, baseline, base } = subject
    const pixel = Math.max(largestMagnitude(image), largestMagnitude(baseline))
    const score = largestMagnitude(base)
    // Such scores are an error whatever covers the image; its others stay what they are.
    if (!Number.isFinite(score)) return
    const known = this.#guard.noiseOfAll(pixel)
    if (known !== undefined && hides(known, score)) return
    const { noise, limits } = this.#guard.assess(pixel, this.#largestValues())
    this.#all = !hides(noise, score)
    this.#limits = [...limits].map(([layer, limit]) => ({ stage: this.#plan.steep.get(layer)!, limit }))
    if (this.#all || this.#limits.length > 0) {
      this.#subject = { ...subject, image: image.slice(), baseline: baseline.slice(), base: base.slice() }
    }
  }

  #largestValues(): number[] {
    const known = new Map<FeatureMap, number>()
    return this.#plan.maps.map((map) => {
      const most = known.get(map) ?? this.#largestIn(map)
      known.set(map, most)
      return most
    })
  }

  #largestIn({ base, cells, stride }: FeatureMap): number {
    return largestMagnitude(this.#workspace.arena.everything, base / 4, base / 4 + cells * stride)
  }

  /**
   * Finds the windows of a batch, just scored, to be looked at again.
   *
   * @param which - int32 [count]: each window's number among the distinct ones
   * @param first - of the batch's n among these
   */
  find(which: Address, count: number, first: number, n: number): void {
    if (!this.#subject) return
    const { arena, doubts } = this.#workspace
    arena.ints(doubts, n).fill(this.#all ? 1 : 0)
    if (!this.#all) for (const { stage, limit } of this.#limits) stage.doubt!(limit, n, doubts)
    const marks = arena.ints(doubts, n)
    if (!marks.includes(1)) return
    for (const [p, distinct] of arena.ints(which, count).entries()) {
      const window = distinct - first
      if (window >= 0 && window < n && marks[window] === 1) this.#found.push(p)
    }
  }

  /**
   * Corrects the scores of the windows found.
   *
   * @param windows - int32 [P, 6]
   * @param scores - float32 [P, K]
   * @param before - how many of the job's windows there are before these
   */
  correct(windows: Int32Array, scores: Float32Array, before: number): void {
    if (this.#found.length === 0) return
    const subject = this.#subject!
    const classes = subject.base.length
    const filler = subject.fill && fillerOf(subject.fill, this.#inputShape)
    for (const p of this.#found) {
      const own = scores.subarray(p * classes, (p + 1) * classes)
      // Something in them has no value, whatever a later layer makes of it.
      if (own.some(Number.isNaN)) continue
      if (!this.#agrees(this.#coveredCopy(subject, windows, p, before + p, filler), own)) this.corrected++
    }
    this.#found = []
    // What comes next is a difference from the image again.
    this.#pass(subject.image)
  }

  /**
   * Whether a forward pass gives these scores. If not, they become those it gives or, where it hangs on the last digits of the pixels,
   * NaN: two ways to compute them that disagree, neither of which is to be trusted.
   */
  #agrees(copy: Float32Array, scores: Float32Array): boolean {
    const whole = this.#pass(copy)
    if (differLittle(scores, whole, AGREEING * this.#scale(whole))) return true
    if (this.#isSteady(copy, whole)) scores.set(whole)
    else scores.fill(Number.NaN)
    return false
  }

  #isSteady(image: Float32Array, scores: Float32Array): boolean {
    return differLittle(this.#pass(nudged(image)), scores, STEADY * this.#scale(scores))
  }

  #scale(scores: Float32Array): number {
    return Math.max(largestMagnitude(this.#subject!.base), largestMagnitude(scores))
  }

  #coveredCopy(
    { image, baseline }: Subject,
    windows: Int32Array,
    p: number,
    number: number,
    filler: Filler | undefined,
  ): Float32Array {
    const [y0, x0, c0, y1, x1, c1] = cornersOf(windows, p)
    const [, width, channels] = this.#inputShape
    const copy = image.slice()
    const depth = c1 - c0
    const filled = new Float32Array(filler ? (y1 - y0) * (x1 - x0) * depth : 0)
    filler?.(image, baseline, windows, p, filled, number)
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        const at = (y * width + x) * channels + c0
        const from = ((y - y0) * (x1 - x0) + x - x0) * depth
        copy.set(filler ? filled.subarray(from, from + depth) : baseline.subarray(at, at + depth), at)
      }
    }
    return copy
  }
}

/** Pixels changed in their last digit but one, some up and some down. */
function nudged(image: Float32Array): Float32Array {
  return image.map((value, i) => value * (1 + (((i * 0x9e3779b1) >>> 16) & 1 ? 2 ** -22 : -(2 ** -22))))
}

function differLittle(a: Float32Array, b: Float32Array, most: number): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) <= most)
}
