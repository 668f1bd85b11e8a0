import type { ImageToExplain } from './images-to-explain.js'

/** One batch of images, with their labels where all have one. */
export function joinedImages(images: readonly ImageToExplain[]): ImageToExplain['images'] {
  const [, height, width, channels] = images[0]!.images.shape
  const size = height * width * channels
  const data = new Float32Array(images.length * size)
  images.forEach((image, i) => {
    data.set(image.images.data, i * size)
  })
  const labels = images.flatMap((image) => Array.from(image.images.labels ?? []))
  const shape = [images.length, height, width, channels] as const
  return labels.length === images.length ? { data, shape, labels } : { data, shape }
}
