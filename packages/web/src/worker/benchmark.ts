import type { Task } from '@umbra/core'
import type { BackendTiming, BenchmarkRequest } from '../benchmark/benchmark.js'

export async function benchmark(_request: BenchmarkRequest, _task: Task): Promise<readonly BackendTiming[]> {
  return []
}
