import type { WorkerHandle } from '../protocol.js'

/** Threads this machine runs at once. */
export function availableThreads(): number {
  return navigator.hardwareConcurrency
}

/** Starts a training worker in a page or in one of its workers. */
export function spawnTrainingWorker(): WorkerHandle {
  const worker = new Worker(new URL('./browser-worker.js', import.meta.url), { type: 'module' })
  return {
    post: (request, transfer = []) => worker.postMessage(request, transfer),
    onMessage: (listener) => worker.addEventListener('message', (event) => listener(event.data)),
    onDeath: (listener) => {
      worker.addEventListener('error', (event) => listener(event.message || 'its script did not load'))
      worker.addEventListener('messageerror', () => listener('it sent what cannot be read'))
    },
    terminate: () => worker.terminate(),
  }
}
