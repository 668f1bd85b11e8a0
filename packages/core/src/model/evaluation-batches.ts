import type { Dataset } from '../dataset/dataset.js'

/** Images classified at a time: memory stays bounded, and results do not depend on who evaluates. */
const SIZE = 250

/** Some images of a dataset, in order, and how far along they are. */
export interface EvaluationBatch {
  /** float32 [n, H, W, C]. */
  readonly images: Float32Array
  readonly shape: [n: number, height: number, width: number, channels: number]
  /** [n]. */
  readonly labels: Uint8Array
  /** Images of the dataset up to and including these. */
  readonly done: number
  readonly total: number
}

/** Cuts a dataset into batches for evaluation; the arrays are views of it. */
export function* evaluationBatches({ images, labels }: Dataset): Generator<EvaluationBatch> {
  const [total, height, width, channels] = images.shape
  const size = height * width * channels
  for (let start = 0; start < total; start += SIZE) {
    const done = Math.min(start + SIZE, total)
    yield {
      images: images.data.subarray(start * size, done * size),
      shape: [done - start, height, width, channels],
      labels: labels.subarray(start, done),
      done,
      total,
    }
  }
}
