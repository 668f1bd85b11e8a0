import {
  type Backend,
  type BenchmarkSession,
  type BenchmarkSubject,
  type peakRates,
  type ReferenceBackend,
  remoteSession,
  type SessionAnswer,
} from '@umbra/core'
import type { BenchmarkRequest, BenchmarkRun } from '../benchmark/benchmark.js'
import { WorkerClient } from './worker-client.js'

/** Starts a backend in a worker of its own. */
export function workerSession(
  backend: Backend | ReferenceBackend,
  subject: BenchmarkSubject,
): Promise<BenchmarkSession> {
  const client = new WorkerClient()
  return remoteSession(
    backend,
    subject,
    async (request) => (await client.call('benchmark', request)) as SessionAnswer,
    () => client.terminate(),
  )
}

/** The machine's peak rates, found off the page's own thread. */
export function workerPeaks(): ReturnType<typeof peakRates> {
  return asked({ call: 'peaks' }) as ReturnType<typeof peakRates>
}

/** A network for photographs and an image for it, drawn off the page's own thread. */
export function drawnByWorker(network: string, signal: AbortSignal): Promise<BenchmarkSubject> {
  return asked({ call: 'draw', network }, signal) as Promise<BenchmarkSubject>
}

/** What a worker of its own answers. @param signal - ends it at once */
async function asked(request: BenchmarkRequest, signal?: AbortSignal): Promise<BenchmarkRun> {
  const client = new WorkerClient()
  const end = () => client.terminate()
  signal?.addEventListener('abort', end)
  try {
    return await client.call('benchmark', request)
  } finally {
    signal?.removeEventListener('abort', end)
    end()
  }
}
