import type { peakRates, SessionAnswer, SessionRequest } from '@umbra/core'

/** What the page asks a benchmark's worker: the calls of a session, or how fast the machine can multiply at all. */
export type BenchmarkRequest = SessionRequest | { readonly call: 'peaks' }

export type BenchmarkRun = SessionAnswer | Awaited<ReturnType<typeof peakRates>>
