/** A stack of images, channels last. Letters as everywhere: N images of H×W pixels and C channels. */
export interface ImageBatch {
  /** float32 [N, H, W, C], row-major; datasets hold values in 0 … 1. */
  readonly data: Float32Array
  readonly shape: readonly [n: number, height: number, width: number, channels: number]
}

/** [N] class indices: bytes, or 16 bits each where there are more than 256 classes. */
export type Labels = Uint8Array | Uint16Array

/** Most classes there may be: a label is a whole number from 0 to 65,535. */
export const MOST_CLASSES = 65_536

/** Labelled images of K classes. */
export interface Dataset {
  /** A short name for people: `MNIST test`. */
  readonly name: string
  readonly images: ImageBatch
  /** [N], class indices in 0 … K − 1. */
  readonly labels: Labels
  /** K names, in class order. */
  readonly classNames: readonly string[]
  /** SHA-256 (hex) of the unpacked image file followed by that of the label file, for provenance. */
  readonly sha256: { readonly images: string; readonly labels: string }
  /** Of a test split, the split that models are trained on: read when asked for, once. */
  readonly training?: (() => Promise<Dataset>) | undefined
}
