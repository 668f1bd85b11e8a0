/** The size of an image: rows of `width` pixels of `channels` values. */
export interface ImageSize {
  readonly width: number
  readonly height: number
  readonly channels: number
}

/**
 * Resizes an image that comes row by row, of which no more than a row is held, with a triangle filter as wide as the reduction
 * demands, one axis after the other: antialiased when it shrinks, bilinear when it grows. (The filter of Pillow's
 * `Image.resize` with `BILINEAR`.) A constant image stays constant.
 *
 * @param rows - [width, channels] each, height of them
 * @returns [toHeight, toWidth, channels]
 */
export function resizeRows(
  rows: Iterable<Float32Array>,
  { width, height, channels }: ImageSize,
  toWidth: number,
  toHeight: number,
): Float32Array {
  const across = toWidth === width ? undefined : taps(width, toWidth)
  const down = toHeight === height ? undefined : taps(height, toHeight)
  const length = toWidth * channels
  const resized = new Float32Array(toHeight * length)
  const narrowed = new Float32Array(length)
  let y = 0
  let unfinished = 0
  for (const row of rows) {
    const narrow = across ? resizeRow(row, across, channels, narrowed) : row
    if (!down) resized.set(narrow, y * length)
    for (let to = unfinished; down && to < toHeight && down[to]!.first <= y; to++) {
      const { first, weights } = down[to]!
      const weight = weights[y - first]
      if (weight === undefined) continue
      for (let x = 0; x < length; x++) resized[to * length + x]! += weight * narrow[x]!
      if (y - first === weights.length - 1 && to === unfinished) unfinished++
    }
    y++
  }
  return resized
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

function resizeRow(
  row: Float32Array,
  across: readonly Taps[],
  channels: number,
  out: Float32Array,
): Float32Array {
  across.forEach(({ first, weights }, x) => {
    for (let c = 0; c < channels; c++) {
      let sum = 0
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * row[(first + i) * channels + c]!
      out[x * channels + c] = sum
    }
  })
  return out
}
