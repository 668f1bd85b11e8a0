/// <reference lib="es2024.sharedmemory" />
import type { Fill } from '../../fill/fill.js'
import type { Portion, Slice } from '../portion.js'
import type { ScoringRun } from '../scoring-run.js'
import {
  type BoardArrays,
  type BoardRoom,
  type BoardSeat,
  boardArrays,
  boardBytes,
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

/** A run whose images from `first` on lie on a board. */
interface Sitting {
  readonly run: ScoringRun
  readonly first: number
  readonly portions: readonly Portion[]
  /** How many slices of the log were read. */
  read: number
  /** Those of them that were handed on: workers may write to the log while what is lost is found. */
  readonly handedOn: Pick<Slice, 'image' | 'from' | 'to'>[]
  /** Windows whose scores were not handed on, and one for each portion that has none. */
  missing: number
}

/**
 * The pool's side of a board: memory shared with workers in which a job lies, from which they take windows without being told to,
 * and where they leave the scores. Workers are woken by it, and never wait for the thread that asks, which does not block either.
 */
export class JobBoard {
  readonly room: BoardRoom
  readonly fill: Fill | undefined
  readonly #arrays: BoardArrays
  #seats = 0
  #sitting: Sitting | undefined

  constructor(room: BoardRoom, fill: Fill | undefined) {
    this.room = room
    this.fill = fill
    this.#arrays = boardArrays(new SharedArrayBuffer(boardBytes(room)), room)
  }

  /** What the next worker is to be told. */
  nextSeat(): BoardSeat {
    return { board: this.#arrays, seat: this.#seats++, fill: this.fill }
  }

  /** Multiply-adds done, and windows corrected, at the board. */
  get counts(): { readonly multiplyAdds: number; readonly corrected: number } {
    const sums = [0, 0]
    for (let i = 0; i < this.#seats * 2; i++) sums[i % 2]! += Number(Atomics.load(this.#arrays.counts, i))
    return { multiplyAdds: sums[0]!, corrected: sums[1]! }
  }

  /** Resolves when no worker is at the job before, or nobody is to use the board any more. */
  async vacated(): Promise<void> {
    for (;;) {
      const seen = this.#load(PUBLISHED)
      if (this.#load(PRESENT) === 0 || this.#load(DISMISSED) !== 0) return
      await this.#change(seen)
    }
  }

  /** Lays a run's next portions on the board, which nobody is at, and calls the workers. */
  open(run: ScoringRun, portions: readonly Portion[]): void {
    const { words, corners, images, baselines, log } = this.#arrays
    const { pixels } = this.room
    const first = portions[0]!.image
    corners.set(run.windows)
    for (let image = first; image <= portions.at(-1)!.image; image++) {
      const at = (image - first) * pixels
      run.copyImage(image, images.subarray(at, at + pixels), baselines.subarray(at, at + pixels))
    }
    for (const [i, { image, next, end }] of portions.entries()) {
      this.#arrays.portions.set([image - first, next, end], i * PORTION_SIZE)
    }
    log.fill(0, 0, this.#load(LOGGED) * SLICE_SIZE)
    const missing = portions.reduce((sum, { next, end }) => sum + Math.max(1, end - next), 0)
    this.#sitting = { run, first, portions, read: 0, handedOn: [], missing }
    const set = (word: number, value: number) => Atomics.store(words, word, value)
    set(LOGGED, 0)
    set(TAKEN, 0)
    set(PORTIONS, portions.length)
    set(WINDOWS, run.windows.length / 6)
    set(MISSING, missing)
    // Last: whoever comes too early finds nothing open.
    set(OPEN, 1)
    this.#call()
  }

  /** Hands the run what comes of the portions laid out, until there is no more to come or the board is closed. */
  async follow(): Promise<void> {
    for (;;) {
      const seen = this.#load(PUBLISHED)
      this.#read()
      if (!this.#sitting || this.#sitting.missing === 0 || this.#load(OPEN) === 0) break
      await this.#change(seen)
    }
    this.close()
  }

  /** Has workers take no more windows of the job. */
  close(): void {
    Atomics.store(this.#arrays.words, OPEN, 0)
    this.#sitting = undefined
    // Whoever waits for it here is to look again.
    Atomics.notify(this.#arrays.words, PUBLISHED)
  }

  /** Sends the workers away for good, and gives the run back what nobody is known to have scored. */
  dismiss(): void {
    const sitting = this.#sitting
    this.#read(true)
    if (sitting) for (const portion of this.#lost(sitting)) sitting.run.giveBack(portion)
    Atomics.store(this.#arrays.words, DISMISSED, 1)
    this.close()
    this.#call()
  }

  /** Hands on what the log has that was not read yet. @param holes - whether a thread may have died writing to it */
  #read(holes = false): void {
    const sitting = this.#sitting
    if (!sitting) return
    const { log, base, covered } = this.#arrays
    const { classes } = this.room
    const windows = sitting.run.windows.length / 6
    const logged = this.#load(LOGGED)
    for (; sitting.read < logged && !sitting.run.ended; sitting.read++) {
      const at = sitting.read * SLICE_SIZE
      const image = Atomics.load(log, at) - 1
      if (image < 0 && holes) continue
      if (image < 0) return
      const [from, to] = [log[at + 1]!, log[at + 2]!]
      sitting.missing -= Math.max(1, to - from)
      const slice = { image: sitting.first + image, from, to }
      sitting.handedOn.push(slice)
      sitting.run.receive(
        slice,
        base.subarray(image * classes, (image + 1) * classes),
        covered.subarray((image * windows + from) * classes, (image * windows + to) * classes),
      )
    }
  }

  /** What of the portions laid out was not handed on. */
  #lost({ portions, handedOn }: Sitting): Portion[] {
    return portions.flatMap((portion) => {
      const scored = handedOn
        .filter(({ image, from }) => image === portion.image && within(portion, from))
        .sort((a, b) => a.from - b.from)
      if (portion.next === portion.end)
        return scored.length > 0 ? [] : [lostPart(portion, portion.next, portion.end)]
      const gaps: Portion[] = []
      let next = portion.next
      for (const { from, to } of [...scored, { from: portion.end, to: portion.end }]) {
        if (from > next) gaps.push(lostPart(portion, next, from))
        next = to
      }
      return gaps
    })
  }

  #load(word: number): number {
    return Atomics.load(this.#arrays.words, word)
  }

  #call(): void {
    Atomics.add(this.#arrays.words, CALLS, 1)
    Atomics.notify(this.#arrays.words, CALLS)
  }

  async #change(seen: number): Promise<void> {
    await Atomics.waitAsync(this.#arrays.words, PUBLISHED, seen).value
  }
}

function within({ next, end }: Portion, window: number): boolean {
  return window >= next && (window < end || next === end)
}

function lostPart(portion: Portion, next: number, end: number): Portion {
  return { ...portion, next, end, begun: false, deaths: portion.deaths + 1 }
}
