import type { ScoringJob } from './scoring-job.js'

/** What a window costs that changes nothing, in changed pixels. */
const IDLE = 0.1

/**
 * What scoring an image under each window is likely to cost: mostly how many pixels it changes, since what a window leaves as it was
 * costs nothing. Where the values that pixels become hang on the window, all that it covers may change.
 *
 * @param shape - [H, W, C]
 * @returns float64 [P], in changed pixels
 */
export function likelyWork(
  { images, baselines, windows, fill }: ScoringJob,
  image: number,
  [height, width, channels]: readonly [number, number, number],
): Float64Array {
  const size = height * width * channels
  const own = images.subarray(image * size, (image + 1) * size)
  const baseline = baselines.subarray(image * size, (image + 1) * size)
  // Changed pixels above and to the left of every corner (F. Crow, 1984: summed-area tables).
  const line = width + 1
  const above = new Int32Array(line * (height + 1))
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0, sum = 0; x < width; x++) {
      const end = at + channels
      let i = at
      if (!fill) while (i < end && own[i] === baseline[i]) i++
      if (i < end) sum++
      above[(y + 1) * line + x + 1] = above[y * line + x + 1]! + sum
      at = end
    }
  }
  const work = new Float64Array(windows.length / 6)
  for (let p = 0, corner = 0; p < work.length; p++, corner += 6) {
    const top = windows[corner]! * line
    const bottom = windows[corner + 3]! * line
    const left = windows[corner + 1]!
    const right = windows[corner + 4]!
    work[p] = IDLE + above[bottom + right]! - above[bottom + left]! - above[top + right]! + above[top + left]!
  }
  return work
}
