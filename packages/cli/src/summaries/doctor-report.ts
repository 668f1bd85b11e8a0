import type { EngineReport } from '@umbra/core/explain'

/** Whether something was found and is right. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

/** What `doctor --json` prints. */
export interface DoctorReport {
  readonly umbra: string
  readonly node: {
    readonly version: string
    readonly v8: string
    readonly platform: string
    readonly arch: string
  }
  readonly processor: { readonly name: string; readonly cores: number }
  /** What this machine's WebAssembly ran, not what it claims. */
  readonly webAssembly: { readonly simd: boolean; readonly relaxedSimd: boolean; readonly threads: boolean }
  /** The TensorFlow.js build behind training and the batched path; null where it did not start. */
  readonly tensorflow: string | null
  readonly engines: readonly EngineTrial[]
  readonly data: readonly Finding[]
  readonly model: Finding
  readonly studio: Finding
  readonly problems: readonly string[]
}

/** What happened when an engine was tried on a tiny network. */
export interface EngineTrial {
  readonly asked: string
  /** What ran; absent where nothing did. */
  readonly ran?: EngineReport
  /** Largest difference of its map from that of the scalar build on one thread, as a share of the map's largest value. */
  readonly difference?: number
  readonly milliseconds?: number
  /** Why it did not run. */
  readonly error?: string
}
