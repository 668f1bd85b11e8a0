import type { OutputHead } from '@umbra/occlusion-wasm'

/** A graphics card that scored, and how near its scores were to the incremental engine's where both were computed. */
export interface CardReport {
  readonly backend: 'webgpu' | 'webgl'
  /** What the browser calls the card. */
  readonly adapter: string
  /** Whether it is no card but the processor that computes. */
  readonly software: boolean
  /** How many images were scored by both, covered ones of the first image among them. */
  readonly compared: number
  /** The largest difference, as a share of the largest score; more than `bound` is refused. */
  readonly difference: number
  readonly bound: number
}

/** Scores whole images, without covering any: what the batched path and evaluation run. A runtime for models is one of these. */
export interface ImageScorer {
  /** [H, W, C] of one image. */
  readonly inputShape: readonly [height: number, width: number, channels: number]
  /** K: scores for an image. */
  readonly outputs: number
  /** What these say about classes. */
  readonly head: OutputHead
  /** How many images it may be given at once. */
  readonly atOnce: number
  /** What runs it, for the report: `tfjs wasm 4.22.0`. */
  readonly runtime: string
  /** Of a graphics card: which, and how far its scores are from the incremental engine's, as far as they were compared. */
  readonly card?: CardReport
  /**
   * @param images - float32 [n, H, W, C]
   * @returns float32 [n, K], before the head
   */
  score(images: Float32Array, n: number): Promise<Float32Array>
  /** Frees memory; it cannot score afterwards. */
  dispose(): void
}
