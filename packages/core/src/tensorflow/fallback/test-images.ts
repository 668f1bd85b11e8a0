import type { Random } from '../../random.js'

/** Multiply-adds for which two pairs of images are affordable; larger models get one. */
const AFFORDABLE = 5e8

/**
 * Images of random pixels, each followed by a copy that is 0 under a window: one of pixels 0 … 1, as pictures have, and one of
 * −2 … 2, so that a layer sees both signs; of a large model, one of −1 … 1.
 *
 * @param work - multiply-adds of the model for one image, about
 */
export function testImages(
  random: Random,
  [height, width, channels]: readonly [number, number, number],
  work: number,
): { readonly data: Float32Array; readonly n: number; readonly window: Int32Array } {
  const n = work > AFFORDABLE ? 2 : 4
  const size = height * width * channels
  const span = (length: number) => {
    const start = random.integer(length)
    return [
      start,
      start + 1 + random.integer(Math.max(1, Math.min(length - start, Math.ceil(length / 3)))),
    ] as const
  }
  const [[y0, y1], [x0, x1]] = [span(height), span(width)]
  const data = new Float32Array(n * size)
  for (let i = 0; i < n; i += 2) {
    const [least, most] = n === 2 ? [-1, 1] : i === 0 ? [0, 1] : [-2, 2]
    for (let at = 0; at < size; at++) {
      const value = least + (most - least) * random.uniform()
      const [y, x] = [Math.floor(at / channels / width), Math.floor(at / channels) % width]
      data[i * size + at] = value
      data[(i + 1) * size + at] = y >= y0 && y < y1 && x >= x0 && x < x1 ? 0 : value
    }
  }
  return { data, n, window: Int32Array.of(y0, x0, 0, y1, x1, channels) }
}
