import { memoryOfOne } from '../engine/memory/runner-memory.js'
import type { EnginePlan } from '../engine/plan/engine-plan.js'
import { type IncrementalRunner, runnerIn } from '../engine/runner.js'
import { KernelError } from '../kernels/kernel-error.js'
import type { KernelModule } from '../kernels/kernel-module.js'
import type { KernelVariant } from '../kernels/variants.js'
import type { Network } from '../network/network.js'
import { checkJob } from './check-job.js'
import type { OcclusionPool } from './occlusion-pool.js'
import { ownJob } from './own-job.js'
import { roomForScores, SliceSize } from './portion.js'
import type { Scores, ScoringJob, ScoringTask } from './scoring-job.js'
import { yieldToEvents } from './yield-to-events.js'

/** How long the thread goes on before other events get their turn; the slice under way is finished first. */
const TURN_MS = 5
/** Windows that are scored together though they take longer: of a large network one alone may take longer than a turn. */
const MOST_AT_LEAST = 4

/** A pool of no workers: everything runs on the thread that asks, in turns between which other events are handled. */
export class CallingThread implements OcclusionPool {
  readonly threads = 1
  readonly sharedBytes = 0
  readonly variant: KernelVariant
  readonly classes: number
  readonly inputShape: readonly [number, number, number]
  readonly shortfall: string | undefined
  readonly #runner: IncrementalRunner
  readonly #sliceSize = new SliceSize()
  #last: Promise<unknown> = Promise.resolve()
  #turnBegan = 0
  #disposed = false

  /**
   * @param network - known to fit together
   * @param shortfall - why there are no workers, if there were to be some
   */
  static async start(network: Network, kernels: KernelModule, shortfall?: string): Promise<CallingThread> {
    return new CallingThread(network, runnerIn(network, kernels, memoryOfOne(kernels)), shortfall)
  }

  private constructor(network: Network, runner: IncrementalRunner, shortfall: string | undefined) {
    this.shortfall = shortfall
    this.#runner = runner
    this.variant = runner.variant
    this.classes = network.classes
    this.inputShape = network.inputShape
  }

  get plan(): EnginePlan {
    return this.#runner.plan
  }

  get multiplyAdds(): number {
    return this.#runner.multiplyAdds
  }

  get corrected(): number {
    return this.#runner.corrected
  }

  async score(given: ScoringJob, task: ScoringTask = {}): Promise<Scores> {
    const job = ownJob(given)
    checkJob(job, this.inputShape)
    const running = this.#last.then(() => this.#score(job, task))
    this.#last = running.catch(() => undefined)
    return running
  }

  async #score(job: ScoringJob, task: ScoringTask): Promise<Scores> {
    const size = this.inputShape[0] * this.inputShape[1] * this.inputShape[2]
    const windows = job.windows.length / 6
    const scores = roomForScores(job, this.classes)
    const least = Math.min(MOST_AT_LEAST, this.#runner.plan.windowsAtOnce)
    this.#requireGoingOn(task)
    this.#turnBegan = performance.now()
    for (let i = 0; i < job.n; i++) {
      const image = job.images.subarray(i * size, (i + 1) * size)
      const baseline = job.baselines.subarray(i * size, (i + 1) * size)
      scores.base.set(this.#runner.begin(image, baseline, job.fill), i * this.classes)
      for (let from = 0; from < windows; ) {
        await this.#endTurn(task)
        const to = Math.min(windows, from + this.#sliceSize.windows)
        const began = performance.now()
        const at = (i * windows + from) * this.classes
        const room = scores.covered.subarray(at, at + (to - from) * this.classes)
        this.#runner.scoreWindows(job.windows, from, to, room)
        this.#sliceSize.measured(to - from, performance.now() - began, least)
        const base = scores.base.subarray(i * this.classes, (i + 1) * this.classes)
        task.onSlice?.({ image: i, from, to, base, covered: room })
        from = to
        task.onWindows?.(i * windows + to)
      }
      await this.#endTurn(task)
      task.onImage?.(i + 1)
      this.#requireGoingOn(task)
    }
    return scores
  }

  /** Lets other events in if the thread has been busy for long enough. */
  async #endTurn(task: ScoringTask): Promise<void> {
    if (performance.now() - this.#turnBegan >= TURN_MS) {
      await yieldToEvents()
      this.#turnBegan = performance.now()
    }
    this.#requireGoingOn(task)
  }

  #requireGoingOn({ signal }: ScoringTask): void {
    if (this.#disposed) throw new KernelError('POOL_DISPOSED', 'the engine was disposed of')
    signal?.throwIfAborted()
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#runner.dispose()
  }
}
