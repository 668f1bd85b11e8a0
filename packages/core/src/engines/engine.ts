import type { Fill, KernelVariant, OutputHead, ScoredSlice, Strategy } from '@umbra/occlusion-wasm'
import type { CardReport } from '../network/image-scorer.js'
import type { WasmPaths } from '../tensorflow/wasm-paths.js'

/** Which engine runs a model, and how. */
export interface ExplainerOptions {
  /** `auto` takes the incremental engine where it knows every layer. @default 'auto' */
  readonly engine?: 'auto' | 'incremental' | 'batched'
  /**
   * What TensorFlow.js computes the batched path on. `webgpu` and `webgl` are a page's graphics card: bits of results hang on it. They are
   * for `engine: 'batched'` alone, and never chosen unless asked for. @default 'wasm'
   */
  readonly backend?: 'wasm' | 'webgpu' | 'webgl' | undefined
  /** Threads; `auto` is one per core. 1 runs on the calling thread. @default 'auto' */
  readonly threads?: number | 'auto'
  /** Kernel build to force; chosen by probing unless told. */
  readonly variant?: KernelVariant | undefined
  /** Covered copies the batched path scores at once. */
  readonly batchSize?: number
  /** Promises that the model's arrays stay as they are until there is an explainer, which may then do without a copy. @default false */
  readonly lent?: boolean | undefined
  /**
   * Gives the weights of a model that is lent away besides: once they lie packed in memory that threads share they are let go of, and
   * nothing else can be done with the model. Threads that do not start are an error then. @default false
   */
  readonly given?: boolean | undefined
  /** Where a page finds TensorFlow.js's .wasm files, should the batched path need them. */
  readonly wasmPaths?: WasmPaths | undefined
}

/** Which engine ran, and why; stored in every result. */
export interface EngineReport {
  readonly name: 'incremental' | 'batched'
  /** The kernel build that ran: `scalar`, `simd`, `relaxed-simd`; for the batched path also the tfjs build behind it. */
  readonly variant: string
  readonly threads: number
  /** Why this engine: `every layer is supported`, or the layer that is not; and what it did otherwise than it does. */
  readonly reason: string
  /** Of the incremental engine: how many convolutions and dense layers it computes by which strategy (docs/numerics.md). */
  readonly products?: Readonly<Partial<Record<Strategy, number>>>
  /** Of the batched path on a graphics card, on which the bits of scores hang. */
  readonly card?: CardReport
}

/** Images to score under every window. P windows, K classes. */
export interface OcclusionJob {
  /** float32 [N, H, W, C]. */
  readonly images: Float32Array
  readonly n: number
  /** int32 [P, 6]: y0, x0, c0, y1, x1, c1 of each window, ends exclusive, clipped to the image. */
  readonly windows: Int32Array
  /** float32 [N, H, W, C]: what a covered pixel becomes, image by image. */
  readonly baselines: Float32Array
  /** What covered values become where that hangs on the window; the baseline's values unless told. */
  readonly fill?: Fill | undefined
}

/** Class scores as the network gives them before its head. */
export interface OcclusionScores {
  /** float32 [N, K], uncovered. */
  readonly base: Float32Array
  /** float32 [N, P, K], under each window. */
  readonly covered: Float32Array
}

/** Anything that can score covered copies: the incremental engine and the batched path both are. */
export interface OcclusionEngine {
  readonly report: EngineReport
  /** K. */
  readonly classes: number
  /** What its K outputs say about classes. */
  readonly head: OutputHead
  /** [H, W, C]. */
  readonly inputShape: readonly [number, number, number]
  /**
   * @param options.onImage - called as images finish, with how many have; memory use is bounded by the job itself
   * @param options.onWindows - called as windows are scored, some at a time, with how many of all images' have been
   * @param options.onSlice - called with scores as they come, some windows at a time, every window of every image once
   */
  score(
    job: OcclusionJob,
    options?: {
      readonly signal?: AbortSignal | undefined
      readonly onImage?: (done: number) => void
      readonly onWindows?: (done: number) => void
      readonly onSlice?: ((slice: ScoredSlice) => void) | undefined
    },
  ): Promise<OcclusionScores>
  /** Ends threads and frees memory; the engine cannot be used afterwards. */
  dispose(): void
}
