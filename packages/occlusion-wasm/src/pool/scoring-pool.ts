import type { SharedPlace } from '../engine/memory/runner-memory.js'
import type { EnginePlan } from '../engine/plan/engine-plan.js'
import { KernelError } from '../kernels/kernel-error.js'
import type { KernelVariant } from '../kernels/variants.js'
import { checkJob } from './check-job.js'
import type { OcclusionPool } from './occlusion-pool.js'
import { ownJob } from './own-job.js'
import { type Portion, portionOf, SliceSize, shareRest, takeSlice } from './portion.js'
import type { ScoringResponse, Spawner, WorkerSubject } from './protocol.js'
import type { Scores, ScoringJob, ScoringTask } from './scoring-job.js'
import { ScoringRun } from './scoring-run.js'
import { type Errand, ScoringWorker, type WorkerListener } from './scoring-worker.js'

/** Slices a worker has at once: while it computes one, the next is there already. One will do where it takes long. */
const SLICES_AHEAD = 2

/** How many threads a portion may cost before its run is given up. */
const MOST_DEATHS = 2

/** What a worker is at. */
interface Assignment {
  readonly run: ScoringRun
  readonly portion: Portion
}

/** A pool of worker threads. Where the platform has it they share one memory: weights once, and for each thread a part of its own. */
export class ScoringPool implements OcclusionPool {
  readonly variant: KernelVariant
  readonly threads: number
  readonly classes: number
  readonly inputShape: readonly [number, number, number]
  readonly shortfall = undefined
  readonly #spawner: Spawner
  readonly #subject: WorkerSubject
  /** Parts of the shared memory that no thread has. */
  readonly #places: SharedPlace[]
  readonly #memory: WebAssembly.Memory | undefined
  /** A part for a thread when all are taken by others not known to have ended: nobody will have it after that one. */
  readonly #further: SharedPlace | undefined
  readonly #workers = new Map<ScoringWorker, Assignment | undefined>()
  readonly #sliceSize = new SliceSize()
  #runs: ScoringRun[] = []
  #plan: EnginePlan | undefined
  #multiplyAdds = 0
  #corrected = 0
  #disposed = false

  /** @throws KernelError `WORKER_FAILED` if a worker does not start */
  static async start(
    spawner: Spawner,
    subject: WorkerSubject,
    places: readonly SharedPlace[],
    threads: number,
  ): Promise<ScoringPool> {
    const pool = new ScoringPool(spawner, subject, places, threads)
    try {
      const workers = Array.from({ length: threads }, () => pool.#spawn())
      await Promise.all(workers.map(({ ready }) => ready))
      pool.#plan = workers[0]?.plan
    } catch (error) {
      pool.dispose()
      throw error
    }
    pool.#keepAlive(false)
    return pool
  }

  private constructor(
    spawner: Spawner,
    subject: WorkerSubject,
    places: readonly SharedPlace[],
    threads: number,
  ) {
    const { network, kernels } = subject
    this.#spawner = spawner
    this.#subject = subject
    this.#places = [...places]
    this.#memory = places[0]?.memory
    this.#further = places[0] && { ...places[0], registry: new Uint32Array(0) }
    this.variant = kernels.variant
    this.threads = threads
    this.classes = network.classes
    this.inputShape = network.inputShape
  }

  get plan(): EnginePlan {
    return this.#plan!
  }

  get multiplyAdds(): number {
    return this.#multiplyAdds
  }

  get corrected(): number {
    return this.#corrected
  }

  get sharedBytes(): number {
    return this.#memory?.buffer.byteLength ?? 0
  }

  async score(given: ScoringJob, task: ScoringTask = {}): Promise<Scores> {
    const job = ownJob(given)
    checkJob(job, this.inputShape)
    if (this.#disposed) throw new KernelError('POOL_DISPOSED', 'the engine was disposed of')
    task.signal?.throwIfAborted()
    const run = new ScoringRun(job, task, this.classes, this.inputShape, this.threads)
    this.#runs.push(run)
    while (this.#workers.size < this.threads) this.#replace()
    this.#keepAlive(true)
    this.#feedAll()
    try {
      return await run.done
    } finally {
      this.#runs = this.#runs.filter((other) => other !== run)
      if (this.#runs.length === 0) this.#keepAlive(false)
    }
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    for (const worker of this.#workers.keys()) void worker.terminate()
    this.#workers.clear()
    this.#failAll(new KernelError('POOL_DISPOSED', 'the engine was disposed of'))
  }

  get #ahead(): number {
    return this.#sliceSize.long ? 1 : SLICES_AHEAD
  }

  /** Gives every worker a slice before any gets its second, to compute while the first one's answer is on its way. */
  #feedAll(): void {
    for (let slices = 1; slices <= this.#ahead; slices++) {
      for (const worker of this.#workers.keys()) this.#feed(worker, slices)
    }
  }

  /** Gives a worker slices until it has enough of them. */
  #feed(worker: ScoringWorker, slices = this.#ahead): void {
    while (worker.started && worker.busy < slices) {
      const errand = this.#nextErrand(worker)
      if (!errand) return
      worker.ask(errand)
    }
  }

  /** The next slice of the portion the worker is at, or of the first that nobody is at, or of a part of what another is at. */
  #nextErrand(worker: ScoringWorker): Errand | undefined {
    const assignment = this.#workers.get(worker)
    if (assignment && !assignment.run.ended) {
      const slice = takeSlice(assignment.portion, this.#sliceSize.windows)
      if (slice) return { run: assignment.run, slice }
    }
    const next = this.#mayTake(worker) ? (this.#waitingPortion() ?? this.#sharedPortion()) : undefined
    this.#workers.set(worker, next)
    return next && { run: next.run, slice: takeSlice(next.portion, this.#sliceSize.windows)! }
  }

  /** While few portions are left, a worker that still has something to do leaves them to those that have not. */
  #mayTake(worker: ScoringWorker): boolean {
    return worker.busy === 0 || this.#runs.reduce((sum, run) => sum + run.waiting, 0) >= this.threads
  }

  #waitingPortion(): Assignment | undefined {
    for (const run of this.#runs) {
      const portion = run.take()
      if (portion) return { run, portion }
    }
    return undefined
  }

  /** Half of the windows that the worker with the most before it has not been given yet. */
  #sharedPortion(): Assignment | undefined {
    let most: Assignment | undefined
    for (const assignment of this.#workers.values()) {
      if (!assignment || assignment.run.ended) continue
      if (!most || left(assignment.portion) > left(most.portion)) most = assignment
    }
    const portion = most && shareRest(most.portion)
    return portion && { run: most!.run, portion }
  }

  readonly #listen = (worker: () => ScoringWorker): WorkerListener => ({
    onScored: (errand, response) => this.#onScored(worker(), errand, response),
    onFailed: (errand, error) => {
      errand?.run.fail(error)
      this.#giveUp(worker(), worker().errands, error)
    },
    onDied: (errands, error) => this.#giveUp(worker(), errands, error),
  })

  #onScored(
    worker: ScoringWorker,
    { run, slice }: Errand,
    response: ScoringResponse & { type: 'scored' },
  ): void {
    this.#multiplyAdds += response.multiplyAdds
    this.#corrected += response.corrected
    this.#sliceSize.measured(slice.to - slice.from, response.milliseconds, this.plan.windowsAtOnce)
    // First the thread's next work, then what the results set off on this one.
    this.#feed(worker)
    run.receive(slice, response.base, response.covered)
  }

  /** Lets go of a worker that is dead or not to be trusted: what it was at goes to others, and another takes its place. */
  #giveUp(worker: ScoringWorker, errands: readonly Errand[], error: KernelError): void {
    const assignment = this.#workers.get(worker)
    this.#workers.delete(worker)
    this.#release(worker)
    if (assignment && assignment.portion.next < assignment.portion.end)
      assignment.run.giveBack(assignment.portion)
    for (const { run, slice } of errands) {
      const portion = portionOf(slice)
      if (portion.deaths > MOST_DEATHS) run.fail(error)
      else run.giveBack(portion)
    }
    if (this.#runs.length > 0) this.#replace()
    this.#feedAll()
  }

  /** Starts a worker in a lost one's place. Should that fail, the others do its work, if there are any. */
  #replace(): void {
    const worker = this.#spawn()
    worker.ready.then(
      () => {
        worker.keepAlive(this.#runs.length > 0)
        this.#feed(worker)
      },
      (error: KernelError) => {
        this.#release(worker)
        this.#workers.delete(worker)
        if (this.#workers.size === 0) this.#failAll(error)
      },
    )
  }

  #spawn(): ScoringWorker {
    const subject = { ...this.#subject, place: this.#places.shift() ?? this.#further }
    const worker: ScoringWorker = new ScoringWorker(
      this.#spawner,
      subject,
      this.#listen(() => worker),
    )
    this.#workers.set(worker, undefined)
    return worker
  }

  /** Ends a worker. Its part of the memory goes to another only when it is certain that it writes there no more. */
  #release(worker: ScoringWorker): void {
    const { place } = worker.subject
    void worker.terminate().then((ended) => {
      if (ended && place) this.#places.push(place)
    })
  }

  #keepAlive(alive: boolean): void {
    for (const worker of this.#workers.keys()) worker.keepAlive(alive)
  }

  #failAll(error: KernelError): void {
    for (const run of this.#runs) run.fail(error)
  }
}

function left({ next, end }: Portion): number {
  return end - next
}
