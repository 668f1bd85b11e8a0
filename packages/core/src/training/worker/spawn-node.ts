import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { WorkerHandle } from '../protocol.js'

/** Threads this machine runs at once. */
export function availableThreads(): number {
  return availableParallelism()
}

/** Starts a training worker in Node. Run from source, as tests do, it starts the compiled one: Node loads no TypeScript. */
export function spawnTrainingWorker(): WorkerHandle {
  const script = import.meta.url.endsWith('.ts')
    ? '../../../dist/training/worker/node-worker.js'
    : './node-worker.js'
  // Without the parent's flags: a test runner's would have the compiled worker import sources.
  const worker = new Worker(new URL(script, import.meta.url), { execArgv: [] })
  return {
    post: (request, transfer = []) => worker.postMessage(request, transfer),
    onMessage: (listener) => void worker.on('message', listener),
    onDeath: (listener) => {
      worker.on('error', (error) => listener(error.message))
      worker.on('exit', (code) => listener(`it exited with code ${code}`))
    },
    terminate: () => void worker.terminate(),
  }
}
