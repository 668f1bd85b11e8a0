import type { Dataset, Labels } from '../dataset/dataset.js'
import { Random } from '../random.js'
import type { TrainingConfig } from './config.js'

/** A part of a batch: the images one thread computes gradients of at a time. */
export interface MicroBatch {
  /** Its place within the batch; gradients are added in this order. */
  readonly slot: number
  /** float32 [n, H, W, C] and [n]. */
  readonly images: Float32Array
  readonly labels: Labels
  /** Images in the whole batch, which the loss is averaged over. */
  readonly batchSize: number
  /** Seeds everything random about it: augmentation and dropout. */
  readonly seed: number
}

/** The order in which an epoch shows the training images: the same for the same seed and epoch. */
export function epochOrder(seed: number, epoch: number, n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, index) => index)
  return new Random(seed).split('order').split(String(epoch)).shuffle(order)
}

/** Cuts one batch of an epoch into micro-batches of nearly equal size; a small last batch may give fewer. */
export function microBatchesOf(
  { images, labels }: Dataset,
  order: Uint32Array,
  { epoch, batch }: { readonly epoch: number; readonly batch: number },
  { batchSize, microBatches, seed }: Pick<TrainingConfig, 'batchSize' | 'microBatches' | 'seed'>,
): MicroBatch[] {
  const members = order.subarray(batch * batchSize, (batch + 1) * batchSize)
  const count = Math.min(microBatches, members.length)
  const size = images.data.length / images.shape[0]
  return Array.from({ length: count }, (_, slot) => {
    const start = Math.floor((slot * members.length) / count)
    const part = members.subarray(start, Math.floor(((slot + 1) * members.length) / count))
    const pixels = new Float32Array(part.length * size)
    for (const [i, index] of part.entries()) {
      pixels.set(images.data.subarray(index * size, (index + 1) * size), i * size)
    }
    return {
      slot,
      images: pixels,
      labels: Uint16Array.from(part, (index) => labels[index]!),
      batchSize: members.length,
      seed: new Random(seed).split('batches').split(`${epoch}/${batch}/${slot}`).uint32(),
    }
  })
}
