import type { ResolvedBaseline } from '../attribution/baseline.js'
import { meanOverChannels } from '../mean-over-channels.js'
import type { Random } from '../random.js'

/**
 * The ink of an image, float32 [H, W]: how far covering changes each pixel, the mean over channels of |x − b|, over the draws of the baseline
 * too. Where what covers a pixel hangs on the window, b is 0.
 *
 * @param image - float32 [H, W, C]
 * @param i - which of the baseline's images
 */
export function inkOf(
  image: Float32Array,
  baseline: ResolvedBaseline,
  i: number,
  channels: number,
): Float32Array {
  const changes = new Float64Array(image.length)
  const { draws, windowFill } = baseline
  for (let draw = 0; draw < draws; draw++) {
    const covering = windowFill ? undefined : baseline.fill(i, 1, draw)
    for (let at = 0; at < image.length; at++)
      changes[at]! += Math.abs(image[at]! - (covering?.[at] ?? 0)) / draws
  }
  return meanOverChannels(changes, new Float32Array(image.length / channels))
}

/** An order that knows nothing, float32 [pixels]. */
export function randomMap(pixels: number, random: Random): Float32Array {
  return Float32Array.from({ length: pixels }, () => random.uniform())
}
