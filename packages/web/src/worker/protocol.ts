import type {
  Covering,
  EngineReport,
  Explanation,
  FoundAdapter,
  Model,
  ModelArtifacts,
  ModelProvenance,
  OutputHead,
  Progress,
  Study,
} from '@umbra/core'
import type { BenchmarkRequest, BenchmarkRun } from '../benchmark/benchmark.js'
import type { DraftFiles } from '../model/draft-files.js'
import type { OptionFields, OptionTexts } from '../options/option-field.js'

/** What a page may ask of a worker: each operation's input and output. All of it survives structured cloning. */
export interface Operations {
  /** Every option there is, for the controls. */
  describe: { input: undefined; output: OptionFields }
  /** Takes a model up: the reference model, its rounded weights first, or one the page has. */
  open: { input: ModelChoice; output: OpenedModel }
  /** What computes from now on; the model taken up is opened there. */
  compute: { input: Computing; output: OpenedModel }
  /** Which graphics cards there are. */
  cards: { input: undefined; output: readonly FoundAdapter[] }
  /** Times the model taken up on a card, and says in words which engine is faster. */
  advise: { input: Exclude<Computing, 'auto' | 'wasm'>; output: string }
  /** One image, explained under the model taken up. */
  explain: { input: ExplainRequest; output: ExplainedDrawing }
  /** Two classes compared. */
  study: { input: StudyRequest; output: Study }
  /** The digit CNN, trained. */
  train: { input: TrainRequest; output: ModelArtifacts }
  /** One map by one backend, timed; a worker times one backend and no other. */
  benchmark: { input: BenchmarkRequest; output: BenchmarkRun }
}

export type OperationName = keyof Operations

/** `draft` is the reference model with its weights rounded to 8 bits: a quarter of the bytes, for the first map. */
export type ModelChoice = 'reference' | { readonly draft: DraftFiles } | { readonly model: Model }

/** The engine that `auto` chooses, or the batched path and what TensorFlow.js computes it on. */
export type Computing = 'auto' | 'wasm' | 'webgpu' | 'webgl'

export interface OpenedModel {
  readonly engine: EngineReport
  readonly inputShape: readonly [number, number, number]
  /** How many classes there are to explain: as many as outputs, or 2 where the one output is a binary classifier's. */
  readonly classes: number
  /** SHA-256 of what the model computes. */
  readonly sha256: string
  readonly training?: ModelProvenance | undefined
}

export interface ExplainRequest {
  /** float32 [H, W, C] in 0 … 1. */
  readonly image: Float32Array
  readonly options: OptionTexts
}

/** An explained image. P windows, K classes. */
export interface ExplainedDrawing {
  /** float32 [H, W], the mean over channels where windows are channel-wise. */
  readonly map: Float32Array
  /** float32 [K] outputs before the head, uncovered, and [P, K], under every window, for the first draw of the baseline. */
  readonly base: Float32Array
  readonly covered: Float32Array
  /** What the outputs say about classes. */
  readonly head: OutputHead
  /** int32 [P, 6]: y0, x0, c0, y1, x1, c1. */
  readonly windows: Int32Array
  readonly positions: readonly [number, number, number]
  /** [h, w] and [y, x]. */
  readonly window: readonly [number, number]
  readonly stride: readonly [number, number]
  /** float32 [H, W, C], what a covered pixel becomes, in the first draw. */
  readonly baseline: Float32Array
  /** What covered pixels become where that hangs on the window. */
  readonly windowFill?: Covering['windowFill']
  readonly baselineName: string
  /** What of which data it was taken, where it is one over data. */
  readonly baselineOrigin?: Explanation['baselineOrigin']
  readonly target: number
  readonly engine: EngineReport
  /** In the worker. */
  readonly milliseconds: number
}

export interface StudyRequest {
  readonly options: OptionTexts
  readonly model: Exclude<ModelChoice, { readonly draft: DraftFiles }>
  readonly command: string
  readonly modelSource: string
}

export interface TrainRequest {
  readonly options: OptionTexts
  /** How many of the training images to use, in the file's order. */
  readonly images: number
}

export type Call = {
  [Name in OperationName]: {
    readonly kind: 'call'
    readonly id: number
    readonly name: Name
    readonly input: Operations[Name]['input']
  }
}[OperationName]

export type ToWorker = Call | { readonly kind: 'abort'; readonly id: number }

export type FromWorker =
  | { readonly kind: 'lock'; readonly name: string }
  | { readonly kind: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError }

/** An error as it crosses threads. */
export interface SentError {
  readonly name: string
  readonly code: string | undefined
  readonly message: string
}
