import type { BenchmarkSubject, peakRates, SessionAnswer, SessionRequest } from '@umbra/core'

/**
 * What the page asks a benchmark's worker: the calls of a session, how fast the machine can multiply at all, or the network for
 * photographs of that name.
 */
export type BenchmarkRequest =
  | SessionRequest
  | { readonly call: 'peaks' }
  | { readonly call: 'draw'; readonly network: string }

export type BenchmarkRun = SessionAnswer | Awaited<ReturnType<typeof peakRates>> | BenchmarkSubject
