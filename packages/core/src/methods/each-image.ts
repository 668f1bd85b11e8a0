import { Random } from '../random.js'
import type { MethodRequest, MethodSubject } from './method.js'
import type { MaskedImage } from './score-masks.js'

/** What explains one image, with random numbers of its own. @returns [H, W] */
export type ExplainOne = (image: MaskedImage, random: Random) => Promise<ArrayLike<number>>

/**
 * Maps of a request, image after image: what is drawn for one hangs on the seed, the method's name and its place alone.
 *
 * @returns float32 [N, H, W]
 */
export async function eachImage(
  { height, width, channels }: MethodSubject,
  { images, classIndices, seed, signal, onProgress }: MethodRequest,
  method: string,
  explain: ExplainOne,
): Promise<Float32Array> {
  const pixels = height * width
  const size = pixels * channels
  const maps = new Float32Array(classIndices.length * pixels)
  for (const [i, target] of classIndices.entries()) {
    signal?.throwIfAborted()
    const image = images.slice(i * size, (i + 1) * size)
    maps.set(await explain({ image, target }, new Random(seed).split(`${method} ${i}`)), i * pixels)
    onProgress?.(i + 1, classIndices.length)
  }
  return maps
}
