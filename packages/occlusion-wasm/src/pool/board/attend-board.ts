import type { IncrementalRunner } from '../../engine/runner.js'
import { type SliceSize, WORTH_A_THREAD } from '../portion.js'
import {
  type BoardArrays,
  type BoardSeat,
  CALLS,
  DISMISSED,
  LOGGED,
  MISSING,
  OPEN,
  PORTION_SIZE,
  PORTIONS,
  PRESENT,
  PUBLISHED,
  SLICE_SIZE,
  TAKEN,
  WINDOWS,
} from './board-memory.js'

/**
 * A worker's side of a board: waits for jobs, and of each scores what nobody else has taken, until it is dismissed. It blocks its
 * thread, which therefore gets no messages meanwhile.
 *
 * @param size - how many windows to score at once, learned from those before
 * @throws what scoring throws: the worker has left the board then
 */
export function attendBoard(seat: BoardSeat, runner: IncrementalRunner, size: SliceSize): void {
  const { words } = seat.board
  for (let seen = 0; ; ) {
    Atomics.wait(words, CALLS, seen)
    seen = Atomics.load(words, CALLS)
    if (Atomics.load(words, DISMISSED) !== 0) return
    Atomics.add(words, PRESENT, 1)
    try {
      new Attendance(seat, runner, size).work()
    } finally {
      Atomics.sub(words, PRESENT, 1)
      Atomics.add(words, PUBLISHED, 1)
      Atomics.notify(words, PUBLISHED)
    }
  }
}

/** How long a worker keeps to itself what it has scored: waking the pool's thread takes time from the others. */
const UNTOLD_MS = 15

/** Windows from … to − 1 of one of the board's images. */
interface Taken {
  readonly image: number
  readonly from: number
  readonly to: number
}

/** One worker at one job. */
class Attendance {
  readonly #board: BoardArrays
  readonly #seat: BoardSeat
  readonly #runner: IncrementalRunner
  readonly #size: SliceSize
  /** Which portion it takes from, and which image it has begun; none yet. */
  #portion = -1
  #image = -1
  /** When the pool was last woken. */
  #told = performance.now()

  constructor(seat: BoardSeat, runner: IncrementalRunner, size: SliceSize) {
    this.#board = seat.board
    this.#seat = seat
    this.#runner = runner
    this.#size = size
  }

  work(): void {
    const { words } = this.#board
    while (Atomics.load(words, OPEN) !== 0) {
      const taken = this.#take()
      if (!taken) return
      this.#score(taken)
    }
  }

  /** The next windows of the portion it is at, or the first of one that nobody is at, or some of the one with the most left. */
  #take(): Taken | undefined {
    const { words } = this.#board
    const count = Atomics.load(words, PORTIONS)
    for (;;) {
      const next = this.#portion >= 0 ? this.#takeFrom(this.#portion) : undefined
      if (next) return next
      const fresh = Atomics.load(words, TAKEN) < count ? Atomics.add(words, TAKEN, 1) : count
      this.#portion = fresh < count ? fresh : this.#longest(count)
      if (this.#portion < 0) return undefined
      if (fresh < count && this.#isEmpty(fresh)) return { image: this.#imageOf(fresh), from: 0, to: 0 }
    }
  }

  #takeFrom(portion: number): Taken | undefined {
    const { portions } = this.#board
    const at = portion * PORTION_SIZE
    const end = portions[at + 2]!
    if (Atomics.load(portions, at + 1) >= end) return undefined
    const { windows } = this.#size
    const from = Atomics.add(portions, at + 1, windows)
    return from < end ? { image: this.#imageOf(portion), from, to: Math.min(end, from + windows) } : undefined
  }

  #imageOf(portion: number): number {
    return this.#board.portions[portion * PORTION_SIZE]!
  }

  /** Whether a portion has no windows from the start: it is for the uncovered scores alone. */
  #isEmpty(portion: number): boolean {
    return this.#board.portions[portion * PORTION_SIZE + 2] === 0
  }

  /** The portion with the most windows left, if they are worth a thread that would have to begin the image first; else −1. */
  #longest(count: number): number {
    const { portions } = this.#board
    let longest = -1
    let most = 0
    for (let portion = 0; portion < count; portion++) {
      const left = portions[portion * PORTION_SIZE + 2]! - Atomics.load(portions, portion * PORTION_SIZE + 1)
      const worth = this.#imageOf(portion) === this.#image || left >= 2 * WORTH_A_THREAD
      if (worth && left > most) [longest, most] = [portion, left]
    }
    return longest
  }

  #score({ image, from, to }: Taken): void {
    const { words, corners, covered } = this.#board
    const { classes } = this.#runner
    const began = performance.now()
    const { multiplyAdds, corrected } = this.#runner
    if (image !== this.#image) this.#begin(image)
    const windows = Atomics.load(words, WINDOWS)
    const at = image * windows
    const out = covered.subarray((at + from) * classes, (at + to) * classes)
    this.#runner.scoreWindows(corners, from, to, out)
    this.#count(this.#runner.multiplyAdds - multiplyAdds, this.#runner.corrected - corrected)
    this.#size.measured(to - from, performance.now() - began, this.#runner.plan.windowsAtOnce)
    this.#log({ image, from, to })
  }

  #begin(image: number): void {
    const { images, baselines, base } = this.#board
    const [height, width, channels] = this.#runner.inputShape
    const size = height * width * channels
    const own = (values: Float32Array) => values.subarray(image * size, (image + 1) * size)
    const scores = this.#runner.begin(own(images), own(baselines), this.#seat.fill)
    // Whoever begins the image writes the same.
    base.set(scores, image * this.#runner.classes)
    this.#image = image
  }

  #count(multiplyAdds: number, corrected: number): void {
    const { counts } = this.#board
    Atomics.add(counts, this.#seat.seat * 2, BigInt(multiplyAdds))
    Atomics.add(counts, this.#seat.seat * 2 + 1, BigInt(corrected))
  }

  #log({ image, from, to }: Taken): void {
    const { words, log } = this.#board
    const at = Atomics.add(words, LOGGED, 1) * SLICE_SIZE
    log[at + 1] = from
    log[at + 2] = to
    Atomics.store(log, at, image + 1)
    Atomics.add(words, PUBLISHED, 1)
    const scored = Math.max(1, to - from)
    const now = performance.now()
    if (Atomics.sub(words, MISSING, scored) > scored && now - this.#told < UNTOLD_MS) return
    this.#told = now
    Atomics.notify(words, PUBLISHED)
  }
}
