import type { Spawner, WorkerHandle } from '../protocol.js'

/** Threads this machine runs at once. */
export function availableThreads(): number {
  return navigator.hardwareConcurrency
}

/**
 * The ways to start a scoring worker in a page or in one of its workers, in the order they are to be tried: from its own file,
 * which needs nothing of the page's policy but `worker-src 'self'`; and, since some bundlers leave that file behind, from the
 * script that this package carries, which needs `worker-src blob:`.
 */
export const spawners: readonly (() => Promise<Spawner>)[] = [
  async () => () => handleOf(new Worker(new URL('./browser-worker.js', import.meta.url), { type: 'module' })),
  async () => {
    const { default: script } = await import('../../generated/scoring-worker.js')
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
    return () => handleOf(new Worker(url))
  },
]

function handleOf(worker: Worker): WorkerHandle {
  return {
    post: (request) => worker.postMessage(request),
    onMessage: (listener) => worker.addEventListener('message', (event) => listener(event.data)),
    onDeath: (listener) => {
      worker.addEventListener('error', (event) => listener(event.message || 'its script did not load'))
      worker.addEventListener('messageerror', () => listener('it sent what cannot be read'))
    },
    keepAlive: () => {},
    // It may go on for a moment, and nothing tells when it has ended.
    async terminate() {
      worker.terminate()
      return false
    },
  }
}
