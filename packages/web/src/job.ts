import { signal } from '@preact/signals'
import type { Progress } from '@umbra/core'
import { isAbort } from './studio-error.js'
import type { OperationName, Operations } from './worker/protocol.js'
import { WorkerClient } from './worker/worker-client.js'

/** How long a cancelled worker may take to stop by itself. */
const PATIENCE = 3000

/** A long piece of work in a worker of its own: watched, cancelled, and started again. */
export class Job<Name extends OperationName> {
  readonly running = signal(false)
  readonly progress = signal<Progress | undefined>(undefined)
  /** When the present stage began, on the page's clock. */
  readonly stageStarted = signal(0)
  readonly error = signal<Error | undefined>(undefined)
  readonly cancelled = signal(false)
  readonly #name: Name
  #client = new WorkerClient()
  #controller = new AbortController()

  constructor(name: Name) {
    this.#name = name
  }

  /** Undefined if it failed, which `error` tells, was cancelled, or was asked for anew meanwhile. */
  async run(
    input: Operations[Name]['input'],
    onProgress?: (progress: Progress) => void,
  ): Promise<Operations[Name]['output'] | undefined> {
    if (this.running.peek()) this.#client.terminate()
    const controller = new AbortController()
    this.#controller = controller
    const { signal } = controller
    this.running.value = true
    this.cancelled.value = false
    this.error.value = undefined
    this.progress.value = undefined
    try {
      return await this.#client.call(this.#name, input, {
        signal,
        onProgress: (progress) => {
          this.#follow(progress)
          onProgress?.(progress)
        },
      })
    } catch (error) {
      if (this.#controller !== controller) return undefined
      if (isAbort(error) || signal.aborted) this.cancelled.value = true
      else this.error.value = error instanceof Error ? error : new Error(String(error))
      return undefined
    } finally {
      if (this.#controller === controller) {
        // Its memory is worth more than the moment it takes to start another.
        this.#client.terminate()
        this.running.value = false
      }
    }
  }

  /** Asks the work to stop, and ends its worker if it does not. */
  cancel(): void {
    this.#controller.abort()
    const client = this.#client
    const { signal } = this.#controller
    setTimeout(() => {
      if (this.running.value && this.#controller.signal === signal) client.terminate()
    }, PATIENCE)
  }

  #follow(progress: Progress): void {
    if (progress.stage !== this.progress.value?.stage) this.stageStarted.value = performance.now()
    this.progress.value = progress
  }
}
