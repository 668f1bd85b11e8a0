import type { EnginePlan } from '../engine/plan/engine-plan.js'
import { KernelError } from '../kernels/kernel-error.js'
import type { BoardSeat } from './board/board-memory.js'
import type { Slice } from './portion.js'
import type { ScoringRequest, ScoringResponse, Spawner, WorkerHandle, WorkerSubject } from './protocol.js'
import type { ScoringRun } from './scoring-run.js'

/** A slice on its way: handed to a worker, not yet answered. */
export interface Errand {
  readonly run: ScoringRun
  readonly slice: Slice
}

/** What becomes of a worker's errands. */
export interface WorkerListener {
  onScored(errand: Errand, response: ScoringResponse & { type: 'scored' }): void
  /** The kernel threw or trapped, at a board unless an errand is named: its memory is not to be trusted. */
  onFailed(errand: Errand | undefined, error: KernelError): void
  /** The thread is gone, and these errands with it. */
  onDied(errands: readonly Errand[], error: KernelError): void
}

/** One worker thread, and what was asked of it. */
export class ScoringWorker {
  /** Resolves when it can be asked; rejects if it does not start. */
  readonly ready: Promise<void>
  readonly subject: WorkerSubject
  readonly #handle: WorkerHandle
  readonly #errands: Errand[] = []
  #started = false
  #plan: EnginePlan | undefined
  #ended = false
  /** Whose windows, and which image, the worker holds already and need not be sent again. */
  #held: { readonly run: symbol; readonly image: number } | undefined

  constructor(spawn: Spawner, subject: WorkerSubject, listener: WorkerListener) {
    this.subject = subject
    this.#handle = spawn()
    this.ready = new Promise((resolve, reject) => {
      this.#handle.onMessage((response) => {
        if (this.#ended) return
        if (response.type === 'ready') {
          this.#started = true
          this.#plan = response.plan
          resolve()
          return
        }
        if (response.type === 'scored') {
          listener.onScored(this.#errands.shift()!, response)
          return
        }
        const { code = 'WORKER_FAILED', message, stack } = response
        const error = new KernelError(code, message, { cause: stack })
        const errand = response.attending ? undefined : this.#errands.shift()
        if (this.#started) listener.onFailed(errand, error)
        else reject(error)
      })
      this.#handle.onDeath((reason) => {
        if (this.#ended) return
        this.#ended = true
        const error = new KernelError('WORKER_FAILED', `a worker thread died: ${reason}`)
        if (this.#started) listener.onDied(this.#errands.splice(0), error)
        else reject(error)
      })
    })
    // Whoever waits for it hears of the failure; nobody waiting is no error of its own.
    this.ready.catch(() => {})
    this.#handle.post({ type: 'start', ...subject })
  }

  /** Whether it can be asked. */
  get started(): boolean {
    return this.#started
  }

  /** How it computes the network, once it has started. */
  get plan(): EnginePlan | undefined {
    return this.#plan
  }

  /** How many slices it has been given and not answered. */
  get busy(): number {
    return this.#errands.length
  }

  /** The errands it has not answered. */
  get errands(): readonly Errand[] {
    return this.#errands
  }

  ask(errand: Errand): void {
    const { run, slice } = errand
    const sameRun = this.#held?.run === run.id
    const sameImage = sameRun && this.#held?.image === slice.image
    const request: ScoringRequest = {
      type: 'score',
      from: slice.from,
      to: slice.to,
      ...(!sameRun && { windows: run.windows }),
      ...(!sameImage && { image: run.imageOf(slice.image) }),
    }
    this.#held = { run: run.id, image: slice.image }
    this.#errands.push(errand)
    this.#handle.post(request)
  }

  /** Has it take part at a board, where it is told nothing and answers nothing. */
  attend(seat: BoardSeat): void {
    this.#handle.post({ type: 'attend', seat })
  }

  keepAlive(alive: boolean): void {
    this.#handle.keepAlive(alive)
  }

  /** Ends it. @returns whether it is known to have ended, once that is known */
  terminate(): Promise<boolean> {
    this.#ended = true
    return this.#handle.terminate()
  }
}
