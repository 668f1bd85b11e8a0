import type { Dataset, ImageBatch, Labels } from './dataset.js'

/**
 * A dataset's images in order, `size` at a time, with their labels. Nothing is copied.
 *
 * @param size - images in a batch; the last may have fewer
 */
export function* imageBatches(
  { images, labels }: Pick<Dataset, 'images' | 'labels'>,
  size = 256,
): Generator<ImageBatch & { readonly labels: Labels }, void, undefined> {
  const [n, height, width, channels] = images.shape
  const pixels = height * width * channels
  for (let from = 0; from < n; from += size) {
    const to = Math.min(n, from + size)
    yield {
      data: images.data.subarray(from * pixels, to * pixels),
      shape: [to - from, height, width, channels],
      labels: labels.subarray(from, to),
    }
  }
}
