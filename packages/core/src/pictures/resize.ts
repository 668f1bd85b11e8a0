/** An image to be resized: [height, width, channels], row-major. */
export interface ResizableImage {
  readonly width: number
  readonly height: number
  readonly channels: number
  readonly data: Float32Array
}

/**
 * Resizes with a triangle filter as wide as the reduction demands, one axis after the other: antialiased when it shrinks,
 * bilinear when it grows. (The filter of Pillow's `Image.resize` with `BILINEAR`.) A constant image stays constant.
 */
export function resize(image: ResizableImage, width: number, height: number): ResizableImage {
  const narrowed = width === image.width ? image : resizeRows(image, width)
  return height === narrowed.height ? narrowed : resizeColumns(narrowed, height)
}

/** The source pixels one target pixel is made of, and their weights, which add to 1. */
interface Taps {
  readonly first: number
  readonly weights: Float64Array
}

function taps(from: number, to: number): Taps[] {
  const scale = from / to
  const radius = Math.max(1, scale)
  return Array.from({ length: to }, (_, target) => {
    const centre = (target + 0.5) * scale
    const first = Math.max(0, Math.floor(centre - radius))
    const last = Math.min(from, Math.ceil(centre + radius))
    const weights = Float64Array.from({ length: last - first }, (_, i) =>
      Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / radius),
    )
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: weights.map((weight) => weight / sum) }
  })
}

function resizeRows({ width, height, channels, data }: ResizableImage, to: number): ResizableImage {
  const resized = new Float32Array(height * to * channels)
  taps(width, to).forEach(({ first, weights }, x) => {
    for (let y = 0; y < height; y++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (let i = 0; i < weights.length; i++) {
          sum += weights[i]! * data[(y * width + first + i) * channels + c]!
        }
        resized[(y * to + x) * channels + c] = sum
      }
    }
  })
  return { width: to, height, channels, data: resized }
}

function resizeColumns({ width, height, channels, data }: ResizableImage, to: number): ResizableImage {
  const row = width * channels
  const resized = new Float32Array(to * row)
  taps(height, to).forEach(({ first, weights }, y) => {
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!
      for (let x = 0; x < row; x++) resized[y * row + x]! += weight * data[(first + i) * row + x]!
    }
  })
  return { width, height: to, channels, data: resized }
}
