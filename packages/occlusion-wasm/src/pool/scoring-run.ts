import type { Fill } from '../fill/fill.js'
import { likelyWork } from './likely-work.js'
import { dividePortions, type Portion, roomForScores, type Slice } from './portion.js'
import type { Scores, ScoringJob, ScoringTask } from './scoring-job.js'

/** One call of a pool's `score`: what is still to be handed out, and the scores that came back, each in its own place. */
export class ScoringRun {
  /** Tells runs apart without keeping them in memory. */
  readonly id = Symbol('scoring run')
  readonly done: Promise<Scores>
  /** int32 [P, 6]. */
  readonly windows: Int32Array
  readonly #job: ScoringJob
  readonly #task: ScoringTask
  readonly #classes: number
  readonly #imageSize: number
  readonly #scores: Scores
  readonly #portions: Portion[]
  /** Windows of each image not scored yet, and one more for its uncovered scores. */
  readonly #missing: Int32Array
  #imagesDone = 0
  #windowsDone = 0
  #ended = false
  #resolve!: (scores: Scores) => void
  #reject!: (reason: unknown) => void
  readonly #onAbort = () => this.fail(this.#task.signal!.reason)

  /** @param shape - [H, W, C] of an image */
  constructor(
    job: ScoringJob,
    task: ScoringTask,
    classes: number,
    shape: readonly [number, number, number],
    threads: number,
  ) {
    const windows = job.windows.length / 6
    this.#job = job
    this.#task = task
    this.#classes = classes
    this.#imageSize = shape[0] * shape[1] * shape[2]
    this.windows = job.windows
    this.#scores = roomForScores(job, classes)
    this.#portions = dividePortions(job.n, windows, threads, (image) => likelyWork(job, image, shape))
    this.#missing = new Int32Array(job.n).fill(windows + 1)
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    task.signal?.addEventListener('abort', this.#onAbort)
    if (task.signal?.aborted) this.#onAbort()
    else if (job.n === 0) this.#end(() => this.#resolve(this.#scores))
  }

  /** N. */
  get images(): number {
    return this.#job.n
  }

  get fill(): Fill | undefined {
    return this.#job.fill
  }

  get ended(): boolean {
    return this.#ended
  }

  /** How many portions nobody works on. */
  get waiting(): number {
    return this.#portions.length
  }

  /** The next portion nobody works on. */
  take(): Portion | undefined {
    return this.#ended ? undefined : this.#portions.shift()
  }

  /** The portions of the next images that nobody works on, so many images at most. */
  takeImages(most: number): Portion[] {
    const [first] = this.#portions
    if (!first || this.#ended) return []
    const end = this.#portions.findIndex(({ image }) => image >= first.image + most)
    return this.#portions.splice(0, end < 0 ? this.#portions.length : end)
  }

  /** Puts a portion first in the queue, its thread having died. */
  giveBack(portion: Portion): void {
    this.#portions.unshift(portion)
  }

  /** Copies of an image and its baseline, and the fill, to be sent to a thread. */
  imageOf(i: number): { pixels: Float32Array; baseline: Float32Array; fill: Fill | undefined } {
    const [start, end] = [i * this.#imageSize, (i + 1) * this.#imageSize]
    const { images, baselines, fill } = this.#job
    return { pixels: images.slice(start, end), baseline: baselines.slice(start, end), fill }
  }

  /** Copies an image and its baseline to where threads see them. */
  copyImage(i: number, pixels: Float32Array, baseline: Float32Array): void {
    const [start, end] = [i * this.#imageSize, (i + 1) * this.#imageSize]
    pixels.set(this.#job.images.subarray(start, end))
    baseline.set(this.#job.baselines.subarray(start, end))
  }

  /** Puts a slice's scores in their place. */
  receive(
    { image, from, to }: Pick<Slice, 'image' | 'from' | 'to'>,
    base: Float32Array,
    covered: Float32Array,
  ): void {
    if (this.#ended) return
    const windows = this.windows.length / 6
    if (this.#missing[image]! > windows) this.#receiveBase(image, base)
    this.#scores.covered.set(covered, (image * windows + from) * this.#classes)
    this.#missing[image]! -= to - from
    this.#windowsDone += to - from
    const ends = this.#missing[image] === 0
    if (ends) this.#imagesDone++
    try {
      this.#task.onSlice?.({ image, from, to, base, covered })
      this.#task.onWindows?.(this.#windowsDone)
      if (ends) this.#task.onImage?.(this.#imagesDone)
    } catch (error) {
      this.fail(error)
    }
    if (this.#imagesDone === this.#job.n) this.#end(() => this.#resolve(this.#scores))
  }

  #receiveBase(image: number, base: Float32Array): void {
    this.#scores.base.set(base, image * this.#classes)
    this.#missing[image]! -= 1
  }

  /** Rejects; what threads still bring is dropped. */
  fail(reason: unknown): void {
    this.#end(() => this.#reject(reason))
  }

  #end(settle: () => void): void {
    if (this.#ended) return
    this.#ended = true
    this.#portions.length = 0
    this.#task.signal?.removeEventListener('abort', this.#onAbort)
    settle()
  }
}
