import type { KernelVariant } from '@umbra/occlusion-wasm'
import { version } from '../version.js'
import type { Task } from '../work/progress.js'
import type { Backend } from './backend.js'
import { Reference } from './check-outputs.js'
import { measureWorkload } from './measure-workload.js'
import type { BenchmarkResult, Machine, Reading, WorkloadResult } from './result.js'
import type { OpenSession } from './session.js'
import { summarised } from './summarise.js'
import type { Workload } from './workload.js'

export interface BenchmarkOptions {
  /** For the timed rounds of all workloads together, warm-up and checks left out. */
  readonly seconds: number
  /** Rounds of each workload; as many as the seconds allow, but at least six, unless told. */
  readonly rounds?: number | undefined
  /** Id of the backend others are compared with, or its beginning. */
  readonly baseline: string
}

export interface BenchmarkDependencies {
  readonly backends: readonly Backend[]
  readonly workloads: readonly Workload[]
  readonly open: OpenSession
  readonly machine: Machine
  /** How busy others keep the machine just now. */
  readonly read: () => Promise<Omit<Reading, 'seconds'>>
  /** Peak rates by kernel build: `peakRate` of each that the machine has. */
  readonly peaks: Readonly<Partial<Record<KernelVariant, number>>>
  readonly command: string
  /** When, ISO 8601. */
  readonly created: string
}

export interface BenchmarkTaskOptions extends Task {
  /** Called with all there is after each workload, and when one is interrupted. */
  readonly onResult?: (result: BenchmarkResult) => void
}

/**
 * Measures every workload with every backend: checked against the float64 reference first, then timed in rounds that
 * alternate between the backends.
 *
 * @throws `signal.reason` when aborted, after `onResult` was given what there is
 */
export async function runBenchmark(
  options: BenchmarkOptions,
  dependencies: BenchmarkDependencies,
  task: BenchmarkTaskOptions = {},
): Promise<BenchmarkResult> {
  const { workloads, backends, open, read } = dependencies
  const began = performance.now()
  const reference = new Reference(open)
  const weights = workloads.reduce((sum, workload) => sum + weightOf(workload), 0)
  const done: WorkloadResult[] = []
  const readings: Reading[] = []
  const takeReading = async () => {
    readings.push({ seconds: (performance.now() - began) / 1000, ...(await read()) })
  }
  const { machine, peaks, command, created } = dependencies
  const { baseline, rounds } = options
  const result = (complete: boolean): BenchmarkResult => ({
    ...{ schema: 'umbra.benchmark/1', created, umbra: version, command, machine },
    ...{ readings: [...readings], peaks, baseline, complete, workloads: [...done] },
  })
  for (const workload of workloads) {
    await takeReading()
    const able = backends.filter((backend) => canDo(backend, workload))
    if (able.length === 0) continue
    try {
      const seconds = (options.seconds * weightOf(workload)) / weights
      const measuring = { backends: able, open, reference, seconds, rounds }
      done.push(summarised(await measureWorkload(workload, measuring, task), { peaks, baseline }))
    } finally {
      task.onResult?.(result(false))
    }
    task.signal?.throwIfAborted()
  }
  await takeReading()
  return result(true)
}

function canDo({ id, tasks }: Backend, { task, only }: Workload): boolean {
  if (!tasks.includes(task)) return false
  return !only || only.some((pattern) => id === pattern || id.startsWith(`${pattern}:`))
}

/** The share of the time a workload gets: points of a curve have fewer backends and need less precision. */
function weightOf({ scaling }: Workload): number {
  return scaling ? 0.4 : 1
}
