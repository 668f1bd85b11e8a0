import type { SharedPlace } from '../engine/memory/runner-memory.js'
import type { EnginePlan } from '../engine/plan/engine-plan.js'
import { KernelError } from '../kernels/kernel-error.js'
import type { KernelVariant } from '../kernels/variants.js'
import type { Boards } from './board/boards.js'
import { checkJob } from './check-job.js'
import type { OcclusionPool } from './occlusion-pool.js'
import { ownJob } from './own-job.js'
import type { ScoringResponse, Spawner, WorkerSubject } from './protocol.js'
import type { Scores, ScoringJob, ScoringTask } from './scoring-job.js'
import { ScoringRun } from './scoring-run.js'
import { type Errand, ScoringWorker, type WorkerListener } from './scoring-worker.js'
import { SliceDealer } from './slice-dealer.js'

/** Makes what a pool does jobs by where threads share memory. */
export type BoardsMaker = new (pixels: number, classes: number, threads: number) => Boards

/**
 * A pool of worker threads. Where the platform has it they share one memory: weights once, and for each thread a part of its own.
 * Jobs lie in such memory too, where workers wait for them; without it, and after a thread was lost, slices are sent by messages.
 */
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
  readonly #workers = new Set<ScoringWorker>()
  readonly #boards: Boards | undefined
  readonly #dealer: SliceDealer
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
    Boards?: BoardsMaker,
  ): Promise<ScoringPool> {
    const pool = new ScoringPool(spawner, subject, places, threads, Boards)
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
    Boards: BoardsMaker | undefined,
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
    const pixels = network.inputShape.reduce((product, size) => product * size, 1)
    this.#boards = Boards && new Boards(pixels, this.classes, threads)
    this.#dealer = new SliceDealer(threads, () => this.#boards?.left(this.#runs) ?? this.#runs)
  }

  get plan(): EnginePlan {
    return this.#plan!
  }

  get multiplyAdds(): number {
    return this.#multiplyAdds + (this.#boards?.multiplyAdds ?? 0)
  }

  get corrected(): number {
    return this.#corrected + (this.#boards?.corrected ?? 0)
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
    this.#advance()
    try {
      return await run.done
    } finally {
      this.#runs = this.#runs.filter((other) => other !== run)
      if (this.#runs.length === 0) this.#keepAlive(false)
      this.#advance()
    }
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    for (const worker of this.#workers) void worker.terminate()
    this.#workers.clear()
    this.#failAll(new KernelError('POOL_DISPOSED', 'the engine was disposed of'))
    this.#boards?.abandon()
  }

  /** Has the first run done, with those after it that are done by messages as well. */
  #advance(): void {
    if (!this.#boards?.take(this.#runs, this.#workers, () => this.#advance()))
      this.#dealer.feedAll(this.#workers)
  }

  readonly #listen = (worker: () => ScoringWorker): WorkerListener => ({
    onScored: (errand, response) => this.#onScored(worker(), errand, response),
    onFailed: (errand, error) => {
      if (errand) errand.run.fail(error)
      else this.#boards?.fail(error)
      this.#giveUp(worker(), worker().errands, error)
    },
    onDied: (errands, error) => this.#giveUp(worker(), errands, error),
  })

  #onScored(worker: ScoringWorker, errand: Errand, response: ScoringResponse & { type: 'scored' }): void {
    this.#multiplyAdds += response.multiplyAdds
    this.#corrected += response.corrected
    this.#dealer.measured(errand, response, this.plan.windowsAtOnce)
    // First the thread's next work, then what the results set off on this one.
    this.#dealer.feed(worker)
    errand.run.receive(errand.slice, response.base, response.covered)
  }

  /** Lets go of a worker that is dead or not to be trusted: what it was at goes to others, and another takes its place. */
  #giveUp(worker: ScoringWorker, errands: readonly Errand[], error: KernelError): void {
    this.#workers.delete(worker)
    this.#release(worker)
    for (const run of this.#dealer.lose(worker, errands)) run.fail(error)
    this.#boards?.abandon()
    if (this.#runs.length > 0) this.#replace()
    this.#advance()
  }

  /** Starts a worker in a lost one's place. Should that fail, the others do its work, if there are any. */
  #replace(): void {
    const worker = this.#spawn()
    worker.ready.then(
      () => {
        worker.keepAlive(this.#runs.length > 0)
        this.#boards?.join(worker)
        this.#advance()
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
    this.#workers.add(worker)
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
    for (const worker of this.#workers) worker.keepAlive(alive)
  }

  #failAll(error: KernelError): void {
    for (const run of this.#runs) run.fail(error)
  }
}
