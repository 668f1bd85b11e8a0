import type { ProgressListener } from '@umbra/core'
import { StudioError } from '../studio-error.js'
import type { FromWorker, MapUnderWay, OperationName, Operations, ToWorker } from './protocol.js'

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: ProgressListener
  readonly onPartial?: (partial: MapUnderWay) => void
  readonly transfer?: Transferable[]
}

interface Pending {
  resolve(output: unknown): void
  reject(error: unknown): void
  readonly onProgress: ProgressListener | undefined
  readonly onPartial: CallOptions['onPartial']
}

/**
 * A page's side of one worker. It starts with the first call; if it dies, whatever was asked is rejected with
 * WORKER_DIED, and the next call starts another.
 */
export class WorkerClient {
  readonly #pending = new Map<number, Pending>()
  readonly #onDeath: (() => void) | undefined
  #worker: Worker | undefined
  #next = 0

  /** @param onDeath - called when the worker has died of itself */
  constructor(onDeath?: () => void) {
    this.#onDeath = onDeath
  }

  /** Starts the worker ahead of the first call. */
  start(): void {
    this.#worker ??= this.#start()
  }

  call<Name extends OperationName>(
    name: Name,
    input: Operations[Name]['input'],
    { signal, onProgress, onPartial, transfer = [] }: CallOptions = {},
  ): Promise<Operations[Name]['output']> {
    signal?.throwIfAborted()
    this.#worker ??= this.#start()
    const worker = this.#worker
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject, onProgress, onPartial })
      signal?.addEventListener('abort', () => {
        if (this.#pending.has(id)) worker.postMessage({ kind: 'abort', id } satisfies ToWorker)
      })
      worker.postMessage({ kind: 'call', id, name, input } as ToWorker, transfer)
    })
  }

  /** Ends the worker at once; what it was asked is rejected as aborted. */
  terminate(): void {
    this.#worker?.terminate()
    this.#end(new DOMException('The worker was stopped.', 'AbortError'))
  }

  #start(): Worker {
    const worker = new Worker(new URL('./studio-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => this.#receive(worker, data))
    worker.addEventListener('error', (event) =>
      this.#died(worker, event.message || 'its script did not load'),
    )
    return worker
  }

  #receive(worker: Worker, message: FromWorker): void {
    if (message.kind === 'lock') {
      this.#watch(worker, message.name)
      return
    }
    const pending = this.#pending.get(message.id)
    if (message.kind === 'progress') {
      pending?.onProgress?.(message.progress)
      return
    }
    if (message.kind === 'partial') {
      pending?.onPartial?.(message.partial)
      return
    }
    this.#pending.delete(message.id)
    if (message.kind === 'done') pending?.resolve(message.output)
    else pending?.reject(receivedError(message.error))
  }

  /** A worker that ends silently tells nobody, but lets go of its lock. */
  #watch(worker: Worker, lock: string): void {
    void navigator.locks?.request(lock, () => this.#died(worker, 'it ended'))
  }

  #died(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return
    worker.terminate()
    this.#end(
      new StudioError('WORKER_DIED', `the worker stopped (${reason}); try again, and another will start`),
    )
    this.#onDeath?.()
  }

  #end(error: unknown): void {
    this.#worker = undefined
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of pending) reject(error)
  }
}

function receivedError({ name, code, message }: Extract<FromWorker, { kind: 'failed' }>['error']): Error {
  if (name === 'AbortError') return new DOMException(message, name)
  return new StudioError(code ?? name, message)
}
