import { isSameFill } from '../../fill/fill.js'
import type { KernelError } from '../../kernels/kernel-error.js'
import type { ScoringRun } from '../scoring-run.js'
import type { ScoringWorker } from '../scoring-worker.js'
import { type BoardRoom, boardBytes } from './board-memory.js'
import { JobBoard } from './job-board.js'

/** What a board may take, in bytes. Jobs of which one image takes more are done by messages, as those are that bring sets of pixels. */
const MOST_BYTES = 1 << 26
/** Images laid out at once. */
const MOST_IMAGES = 256

/** What a pool does by boards, one after another: the next is made when a job does not fit the last, or that one was abandoned. */
export class Boards {
  readonly #pixels: number
  readonly #classes: number
  readonly #threads: number
  #board: JobBoard | undefined
  /** At the board there is. */
  readonly #seated = new Set<ScoringWorker>()
  #run: ScoringRun | undefined
  /** Those not to be done on a board any more. */
  readonly #given = new WeakSet<ScoringRun>()
  #multiplyAdds = 0
  #corrected = 0

  constructor(pixels: number, classes: number, threads: number) {
    this.#pixels = pixels
    this.#classes = classes
    this.#threads = threads
  }

  get multiplyAdds(): number {
    return this.#multiplyAdds + (this.#board?.counts.multiplyAdds ?? 0)
  }

  get corrected(): number {
    return this.#corrected + (this.#board?.counts.corrected ?? 0)
  }

  /**
   * Has the first of the runs done, unless one is under way.
   *
   * @param workers - those there are at any time
   * @param then - called when it is done, or what is left of it is to be done by messages
   * @returns whether workers are at a board; if not, they are at their messages
   */
  take(runs: readonly ScoringRun[], workers: ReadonlySet<ScoringWorker>, then: () => void): boolean {
    if (this.#run) return true
    const [first] = runs
    if (!first || first.ended) return true
    if (!this.#suits(first)) {
      this.abandon()
      return false
    }
    const done = this.#do(first, workers).catch((fault) => first.fail(fault))
    void done.then(() => {
      this.#given.add(first)
      then()
    })
    return true
  }

  /** Of the runs, those to be done by messages now: up to the first that is to be done on a board, none while another is. */
  left(runs: readonly ScoringRun[]): readonly ScoringRun[] {
    if (this.#run) return []
    const end = runs.findIndex((run) => this.#suits(run))
    return end < 0 ? runs : runs.slice(0, end)
  }

  #suits(run: ScoringRun): boolean {
    return (
      run.fill?.kind !== 'sets' && !this.#given.has(run) && boardBytes(this.#roomFor(run, 1)) <= MOST_BYTES
    )
  }

  /**
   * Resolves when it has ended, or the board was abandoned or is not to be had: what is left of it is to be done by
   * messages.
   */
  async #do(run: ScoringRun, workers: ReadonlySet<ScoringWorker>): Promise<void> {
    this.#run = run
    try {
      const board = this.#boardFor(run)
      const close = () => board?.close()
      run.done.then(close, close)
      while (board && !run.ended) {
        // A worker may still be leaving the job before.
        await board.vacated()
        if (board !== this.#board || run.ended) break
        board.open(run, run.takeImages(board.room.images))
        for (const worker of workers) this.join(worker)
        await board.follow()
      }
    } finally {
      this.#run = undefined
    }
  }

  /** Has a worker that has started take part, if a run is under way. */
  join(worker: ScoringWorker): void {
    if (!this.#board || !this.#run || !worker.started || this.#seated.has(worker)) return
    this.#seated.add(worker)
    worker.attend(this.#board.nextSeat())
  }

  /** Fails the run under way. */
  fail(error: KernelError): void {
    this.#run?.fail(error)
  }

  /** Sends the workers back to their messages. The run under way gets back what is not known to be scored. */
  abandon(): void {
    const board = this.#board
    if (!board) return
    this.#board = undefined
    this.#seated.clear()
    board.dismiss()
    this.#multiplyAdds += board.counts.multiplyAdds
    this.#corrected += board.counts.corrected
  }

  /** @returns nothing where the machine has no memory for it */
  #boardFor(run: ScoringRun): JobBoard | undefined {
    const last = this.#board
    if (last && this.#fits(run, last)) return last
    this.abandon()
    try {
      this.#board = new JobBoard(this.#roomFor(run, this.#imagesFor(run)), run.fill)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
    return this.#board
  }

  #fits(run: ScoringRun, { room, fill }: JobBoard): boolean {
    return (
      run.windows.length <= room.windows * 6 &&
      this.#imagesFor(run) <= room.images &&
      isSameFill(run.fill, fill)
    )
  }

  /** As many as a board of its own would have room for. */
  #imagesFor(run: ScoringRun): number {
    const [none, one] = [boardBytes(this.#roomFor(run, 0)), boardBytes(this.#roomFor(run, 1))]
    return Math.max(1, Math.min(run.images, MOST_IMAGES, Math.floor((MOST_BYTES - none) / (one - none))))
  }

  #roomFor(run: ScoringRun, images: number): BoardRoom {
    return {
      images,
      windows: run.windows.length / 6,
      pixels: this.#pixels,
      classes: this.#classes,
      // Those of the last images are cut.
      portions: images + this.#threads * this.#threads,
      seats: this.#threads,
    }
  }
}
