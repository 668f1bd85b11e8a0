import { imagenetSubject, openSession, peakRates, sessionServer } from '@umbra/core'
import type { BenchmarkRequest, BenchmarkRun } from '../benchmark/benchmark.js'
import { wasmPaths } from './wasm-paths.js'

const serve = sessionServer((backend, subject) => openSession(backend, subject, { wasmPaths }))

/** Runs one backend, call by call. A worker has one only: TensorFlow.js keeps the build it began with. */
export async function benchmark(request: BenchmarkRequest): Promise<BenchmarkRun> {
  if (request.call === 'peaks') return peakRates()
  return request.call === 'draw' ? imagenetSubject(request.network) : serve(request)
}
