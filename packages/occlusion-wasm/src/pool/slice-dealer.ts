import { type Portion, portionOf, SliceSize, shareRest, takeSlice } from './portion.js'
import type { ScoringResponse } from './protocol.js'
import type { ScoringRun } from './scoring-run.js'
import type { Errand, ScoringWorker } from './scoring-worker.js'

/** Slices a worker has at once: while it computes one, the next is there already. One will do where it takes long. */
const SLICES_AHEAD = 2
/** How many threads a portion may cost before its run is given up. */
const MOST_DEATHS = 2

/** What a worker is at. */
interface Assignment {
  readonly run: ScoringRun
  readonly portion: Portion
}

/** Hands slices of runs out to workers by messages, one after another. */
export class SliceDealer {
  readonly #threads: number
  /** Those to be dealt, in order. */
  readonly #runs: () => readonly ScoringRun[]
  readonly #assignments = new Map<ScoringWorker, Assignment | undefined>()
  readonly #sliceSize = new SliceSize()

  constructor(threads: number, runs: () => readonly ScoringRun[]) {
    this.#threads = threads
    this.#runs = runs
  }

  /** Gives every worker a slice before any gets its second, to compute while the first one's answer is on its way. */
  feedAll(workers: Iterable<ScoringWorker>): void {
    const all = [...workers]
    for (let slices = 1; slices <= this.#ahead; slices++) {
      for (const worker of all) this.feed(worker, slices)
    }
  }

  /** Gives a worker slices until it has enough of them. */
  feed(worker: ScoringWorker, slices = this.#ahead): void {
    while (worker.started && worker.busy < slices) {
      const errand = this.#nextErrand(worker)
      if (!errand) return
      worker.ask(errand)
    }
  }

  /** Learns from how long a slice took. */
  measured({ slice }: Errand, { milliseconds }: ScoringResponse & { type: 'scored' }, least: number): void {
    this.#sliceSize.measured(slice.to - slice.from, milliseconds, least)
  }

  /** Gives back to the runs what a lost worker was at. @returns runs that have cost too many workers */
  lose(worker: ScoringWorker, errands: readonly Errand[]): ScoringRun[] {
    const assignment = this.#assignments.get(worker)
    this.#assignments.delete(worker)
    if (assignment && left(assignment.portion) > 0) assignment.run.giveBack(assignment.portion)
    for (const { run, slice } of errands) run.giveBack(portionOf(slice))
    return errands.filter(({ slice }) => portionOf(slice).deaths > MOST_DEATHS).map(({ run }) => run)
  }

  get #ahead(): number {
    return this.#sliceSize.long ? 1 : SLICES_AHEAD
  }

  /** The next slice of the portion the worker is at, or of the first that nobody is at, or of a part of what another is at. */
  #nextErrand(worker: ScoringWorker): Errand | undefined {
    const assignment = this.#assignments.get(worker)
    if (assignment && !assignment.run.ended) {
      const slice = takeSlice(assignment.portion, this.#sliceSize.windows)
      if (slice) return { run: assignment.run, slice }
    }
    const next = this.#mayTake(worker) ? (this.#waitingPortion() ?? this.#sharedPortion()) : undefined
    this.#assignments.set(worker, next)
    return next && { run: next.run, slice: takeSlice(next.portion, this.#sliceSize.windows)! }
  }

  /** While few portions are left, a worker that still has something to do leaves them to those that have not. */
  #mayTake(worker: ScoringWorker): boolean {
    return worker.busy === 0 || this.#runs().reduce((sum, run) => sum + run.waiting, 0) >= this.#threads
  }

  #waitingPortion(): Assignment | undefined {
    for (const run of this.#runs()) {
      const portion = run.take()
      if (portion) return { run, portion }
    }
    return undefined
  }

  /** Half of the windows that the worker with the most before it has not been given yet. */
  #sharedPortion(): Assignment | undefined {
    let most: Assignment | undefined
    for (const assignment of this.#assignments.values()) {
      if (!assignment || assignment.run.ended) continue
      if (!most || left(assignment.portion) > left(most.portion)) most = assignment
    }
    const portion = most && shareRest(most.portion)
    return portion && { run: most!.run, portion }
  }
}

function left({ next, end }: Portion): number {
  return end - next
}
