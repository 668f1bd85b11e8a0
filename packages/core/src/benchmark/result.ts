import type { KernelVariant } from '@umbra/occlusion-wasm'
import type { Backend, Platform } from './backend.js'
import type { Workload } from './workload.js'

/** A benchmark as it is stored and shown: every single time measured, and what follows from them. */
export interface BenchmarkResult {
  readonly schema: 'umbra.benchmark/1'
  /** ISO 8601. */
  readonly created: string
  readonly umbra: string
  /** What measures this again. */
  readonly command: string
  readonly machine: Machine
  /** How busy others kept the machine: before, between workloads, after. */
  readonly readings: readonly Reading[]
  /** Most multiply-adds a second on one thread, on registers alone, by kernel build. */
  readonly peaks: Readonly<Partial<Record<KernelVariant, number>>>
  /** Id of the backend that others are compared with. */
  readonly baseline: string
  readonly workloads: readonly WorkloadResult[]
  /** False where it was interrupted. */
  readonly complete: boolean
}

export interface Machine {
  readonly platform: Platform
  readonly processor: string
  /** Logical processors this process may use. */
  readonly cores: number
  readonly memoryBytes?: number
  readonly system: string
  /** `Node 20.20.2 (V8 11.3)`, or the browser's name and whether the page is isolated. */
  readonly runtime: string
}

export interface Reading {
  /** Since the benchmark began. */
  readonly seconds: number
  /** Mean number of runnable processes over the last minute, where the system tells. */
  readonly load?: number
  /** Share of all processors that others used in the moment before, 0 … 1, where the system tells. */
  readonly busy?: number
}

/** One workload, by every backend that was asked for. */
export interface WorkloadResult
  extends Pick<Workload, 'id' | 'task' | 'title' | 'unit' | 'images' | 'window' | 'stride' | 'scaling'> {
  readonly subject: { readonly name: string; readonly description: string; readonly shape: readonly number[] }
  /** P; 0 where nothing is covered. */
  readonly windows: number
  /** Multiply-adds of a unit done the plain way: every covered copy through the whole network. */
  readonly multiplyAdds?: number
  readonly measurements: readonly Measurement[]
}

/** One backend at one workload. */
export interface Measurement {
  readonly backend: Backend
  /** What ran, in its own words. */
  readonly detail: string
  /** Only what was right was timed. */
  readonly outcome: 'timed' | 'wrong' | 'missing' | 'failed'
  /** Why there are no times. */
  readonly reason?: string
  /** Largest difference from the float64 reference, as a share of its largest value. */
  readonly error?: number
  /** What a sample was, where it was timed. */
  readonly work?: SampledWork
  readonly samples: readonly Sample[]
  /** Of all the backend's threads, for a unit: the median. */
  readonly processorMilliseconds?: number
  /** Most bytes the backend's process held. */
  readonly peakBytes?: number
  /** Of a unit, as counted by the engine. */
  readonly multiplyAdds?: number
  readonly summary?: Summary
}

export interface SampledWork {
  readonly images: number
  /** Windows scored, where not all were. */
  readonly windows?: number
  readonly batch?: number
  readonly steps?: number
  readonly repetitions: number
  /** Whether a unit's time was computed from that of a part of it. */
  readonly extrapolated: boolean
}

export interface Sample {
  readonly round: number
  /** For one unit. */
  readonly milliseconds: number
}

export interface Summary {
  /** Milliseconds for one unit. */
  readonly median: number
  readonly interval: readonly [number, number]
  /** Chance that the interval holds the true median. */
  readonly coverage: number
  /** Units a second. */
  readonly perSecond: number
  /** How many times as fast as the baseline, round by round; absent where the baseline was not timed. */
  readonly ratio?: { readonly median: number; readonly interval: readonly [number, number] }
  /** Multiply-adds a second, of those really done where the engine counts them, else of the plain way. */
  readonly multiplyAddsPerSecond?: number
  /** The same as a share of the peak of the build that ran, on all its threads. */
  readonly shareOfPeak?: number
}
