import {
  type Backend,
  type BenchmarkSession,
  type BenchmarkSubject,
  type peakRates,
  type ReferenceBackend,
  remoteSession,
  type SessionAnswer,
} from '@umbra/core'
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
export async function workerPeaks(): ReturnType<typeof peakRates> {
  const client = new WorkerClient()
  try {
    return (await client.call('benchmark', { call: 'peaks' })) as Awaited<ReturnType<typeof peakRates>>
  } finally {
    client.terminate()
  }
}
