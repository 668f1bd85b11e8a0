import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Spawner, WorkerHandle } from '../protocol.js'

/** Threads this machine runs at once. */
export function availableThreads(): number {
  return availableParallelism()
}

/** The one way to start a scoring worker in Node. */
export const spawners: readonly (() => Promise<Spawner>)[] = [async () => spawnScoringWorker]

/** Run from source, as tests do, it starts the compiled worker: Node loads no TypeScript. */
function spawnScoringWorker(): WorkerHandle {
  const script = import.meta.url.endsWith('.ts')
    ? new URL('../../../dist/pool/worker/node-worker.js', import.meta.url)
    : new URL('./node-worker.js', import.meta.url)
  // Without the parent's flags: a test runner's would have the compiled worker import sources.
  const worker = new Worker(script, { execArgv: [] })
  return {
    post: (request) => worker.postMessage(request),
    onMessage: (listener) => void worker.on('message', listener),
    onDeath: (listener) => {
      worker.on('error', (error) => listener(error.message))
      worker.on('messageerror', () => listener('it sent what cannot be read'))
      worker.on('exit', (code) => listener(`it exited with code ${code}`))
    },
    keepAlive: (alive) => (alive ? worker.ref() : worker.unref()),
    terminate: () => worker.terminate().then(() => true),
  }
}
