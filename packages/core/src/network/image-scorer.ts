import type { OutputHead } from '@umbra/occlusion-wasm'

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
  /**
   * @param images - float32 [n, H, W, C]
   * @returns float32 [n, K], before the head
   */
  score(images: Float32Array, n: number): Promise<Float32Array>
  /** Frees memory; it cannot score afterwards. */
  dispose(): void
}
