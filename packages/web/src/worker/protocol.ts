import type {
  Covering,
  EngineReport,
  ExplainedParts,
  Explanation,
  ExplanationContext,
  FoundAdapter,
  ImageInteractions,
  MapSimilarity,
  Model,
  ModelArtifacts,
  ModelProvenance,
  OutputHead,
  Progress,
  Study,
  StudyFigures,
  StudyResult,
} from '@umbra/core'
import type { BenchmarkRequest, BenchmarkRun } from '../benchmark/benchmark.js'
import type { Placement } from '../drawing/placement.js'
import type { ReadImage } from '../drawing/read-image-file.js'
import type { PickedFile } from '../folders/picked-file.js'
import type { DraftFiles } from '../model/draft-files.js'
import type { OptionFields, OptionTexts } from '../options/option-field.js'
import type { Comparison } from '../state.js'

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
  /** What every two patches of an image do together, under the model taken up. */
  interactions: { input: InteractionsRequest; output: ImageInteractions }
  /** A result of Umbra's among files, by what is in it, explanations as `explanations`; undefined where there is none. */
  recognise: { input: readonly File[]; output: Readonly<Record<string, unknown>> | undefined }
  /** A picture of a digit. */
  readDigit: { input: File; output: ReadImage }
  /** Takes a picture up, to be looked at. */
  openPicture: { input: File; output: OpenedPicture }
  /** The picture taken up, as it is placed, and what the model taken up says of it. */
  look: { input: Placement; output: SeenPicture }
  /** explanation.json of a picture. */
  document: { input: DocumentRequest; output: string }
  /** A model with its weights drawn anew. */
  untrained: { input: ModelChoice; output: UntrainedNetwork }
  /** How far two maps agree. */
  agree: { input: MapsToCompare; output: MapAgreement }
  /** A result's files, checked, and a part of it computed again: what was found, in a sentence. */
  verify: { input: VerifyRequest; output: string }
  /** What is in data that a person brought, before any picture is decoded. */
  lookIntoData: { input: DataRequest; output: FoundData }
  /** An image of a class, to draw regions on; undefined where there is none. */
  exampleImage: { input: ExampleRequest; output: ExampleImage | undefined }
  /** Two classes compared, every two, or two under other choices. */
  compare: { input: CompareRequest; output: Compared }
  /** A study out of its files, its figures drawn. */
  openStudy: { input: StudyFilesRequest; output: DrawnStudy }
  /** What pairs.json and robustness.json hold; undefined where a document is neither. */
  drawResult: { input: Readonly<Record<string, unknown>>; output: DrawnResult | undefined }
  /** The digit CNN, trained. */
  train: { input: TrainRequest; output: ModelArtifacts }
  /** One map by one backend, timed; a worker times one backend and no other. */
  benchmark: { input: BenchmarkRequest; output: BenchmarkRun }
}

export type OperationName = keyof Operations

/** `draft` is the reference model with its weights rounded to 8 bits: a quarter of the bytes, for the first map. */
export type ModelChoice = 'reference' | { readonly draft: DraftFiles } | OwnChoice

/** A model in memory, or files of one with how its images are prepared, where a person said so. */
export type OwnChoice =
  | { readonly model: Model }
  | { readonly files: readonly File[]; readonly settings?: OptionTexts | undefined }

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
  /** What its file was taken for; absent where that is plain. */
  readonly format?: string | undefined
  /** What was assumed, a line each. */
  readonly notes: readonly string[]
  readonly classNames?: readonly string[] | undefined
  /** How its images are prepared: scale, mean, std and channelOrder as texts. */
  readonly settings: OptionTexts
  /** The same in words: `(x − 0.5) / 0.25`. */
  readonly preprocessing: string
}

export interface OpenedPicture {
  readonly width: number
  readonly height: number
  readonly format: string
  /** The whole of it, shrunk where it is large. */
  readonly preview: ImageBitmap
  readonly coloured: boolean
}

/** What the network sees, and says of it. */
export interface SeenPicture {
  /** float32 [H, W, C] in 0 … 1. */
  readonly image: Float32Array
  readonly shape: readonly [number, number, number]
  readonly steps: readonly string[]
  readonly warning?: string | undefined
  /** Whether the command line makes the same image of the file itself. */
  readonly exact: boolean
  /** float32 [K], before the head. */
  readonly base: Float32Array
  readonly head: OutputHead
}

export interface ExplainRequest {
  /** float32 [H, W, C] in 0 … 1. */
  readonly image: Float32Array
  readonly options: OptionTexts
  /** Of the image: with the same one, another target or score takes no scoring. */
  readonly key?: number
}

export interface InteractionsRequest {
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

export interface UntrainedNetwork {
  readonly onnx: Uint8Array<ArrayBuffer>
  /** What the outputs of the model it was made of mean, which its file does not tell. */
  readonly head: OutputHead['kind']
}

/** Two maps over one grid, float32 [H, W] each, finite. */
export interface MapsToCompare {
  readonly maps: readonly [Float32Array, Float32Array]
  readonly shape: readonly [number, number]
}

/** How far two maps agree; NaN where a measure is not defined. */
export interface MapAgreement extends MapSimilarity {
  /** Which share of either map's highest places are the other's too, and how large a share of all places is taken for the highest. */
  readonly overlap: number
  readonly share: number
  /** The overlap of maps of the same values at places of no relation. */
  readonly byChance: number
}

/** Files of folders that a person brought, and how pictures among them are made fit. */
export interface DataRequest {
  readonly picked: readonly PickedFile[]
  /** What of the model decides how they are read. */
  readonly takes: Pick<OpenedModel, 'inputShape' | 'classes' | 'classNames'>
  /** As the command line's options of pictures are written. */
  readonly preparing: OptionTexts
}

/** What images are drawn from: MNIST's test split, or what a person brought. */
export type DataChoice = 'mnist' | { readonly picked: readonly PickedFile[] }

export interface FoundData {
  readonly kind: 'pictures' | 'idx' | 'npy' | 'npz'
  readonly classNames: readonly string[]
  /** Images of each class. */
  readonly counts: readonly number[]
  /** What is left out, counted; empty where nothing is. */
  readonly notRead: string
  readonly notes: readonly string[]
}

export interface ExampleRequest extends Omit<DataRequest, 'picked'> {
  readonly data: DataChoice
  readonly label: number
}

export interface ExampleImage {
  /** float32 [H, W, C] in 0 … 1. */
  readonly image: Float32Array
  readonly shape: readonly [number, number, number]
}

export interface CompareRequest {
  readonly comparison: Comparison
  readonly options: OptionTexts
  /** What a study is repeated over, where that is not as usual: spaces between the values of a choice. */
  readonly grid: OptionTexts
  readonly data: DataChoice
  readonly preparing: OptionTexts
  readonly model: 'reference' | OwnChoice
  readonly command: string
  readonly modelSource: string
}

export interface VerifyRequest {
  /** By path below the result's folder. */
  readonly files: ReadonlyMap<string, File>
  /** The path among them of explained images' document; a study's files have none. */
  readonly explanations?: string | undefined
  /** Tried before those of the site. */
  readonly model: 'reference' | OwnChoice
}

/** result.json, checked, and the files beside it that hold maps and images. */
export interface StudyFilesRequest {
  readonly result: StudyResult
  readonly maps: File
  readonly samples: File
}

export interface DrawnStudy {
  readonly study: Study
  readonly figures: StudyFigures
}

/** What a comparison found, its figures drawn, and what was left out or assumed on the way. */
export type Compared = { readonly notes: readonly string[] } & (
  | ({ readonly kind: 'study' } & DrawnStudy)
  | { readonly kind: 'pairs' | 'robustness'; readonly drawn: DrawnResult; readonly json: string }
)

/** A result of more than one comparison: what it is about, in words, and its figures, SVG by name. */
export interface DrawnResult {
  readonly title: string
  readonly text: string
  readonly figures: Readonly<Record<string, string>>
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
  | { readonly kind: 'partial'; readonly id: number; readonly partial: MapUnderWay }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: SentError }

export interface DocumentRequest {
  readonly explanation: ExplainedParts
  readonly context: ExplanationContext
  /** The image explained, as a PNG. */
  readonly png: Uint8Array
}

/** A map while its windows are being scored. */
export interface MapUnderWay {
  /** float32 [H, W], NaN where nothing is known yet. */
  readonly map: Float32Array
  readonly windows: number
  readonly ofWindows: number
  readonly target: number
}

/** An error as it crosses threads. */
export interface SentError {
  readonly name: string
  readonly code: string | undefined
  readonly message: string
}
