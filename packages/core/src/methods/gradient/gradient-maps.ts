import { requireImages } from '../../attribution/occlusion/score-images.js'
import { targetResolver } from '../../attribution/target.js'
import { withoutGradients } from '../../gradients/differentiable-network.js'
import { type ScoreGradients, scoreGradients } from '../../gradients/score-gradients.js'
import { inTurns } from '../../work/turns.js'
import type { MethodRequest, MethodSubject } from '../method.js'

/** An image and the class explained, and what explains it with. */
export interface GradientSite {
  readonly gradients: ScoreGradients
  /** float32 [H, W, C]. */
  readonly image: Float32Array
  readonly target: number
  /** What an error calls the image. */
  readonly name: string
  /** To be awaited after each pass: lets other events in, and rejects when aborted. */
  turn(): Promise<void>
}

/**
 * Maps of a request, image after image, each of which hangs on nothing of the others.
 *
 * @param explain - gives one image's map, [H, W]
 * @returns float32 [N, H, W]
 * @throws InputError GRADIENTS_UNSUPPORTED where only a runtime runs the model; IMAGE_SHAPE, IMAGE_NOT_FINITE, TARGET_CLASS
 */
export async function gradientMaps(
  { network, height, width, channels }: MethodSubject,
  { images, classIndices, score, signal, onProgress }: MethodRequest,
  explain: (site: GradientSite) => Promise<ArrayLike<number>>,
): Promise<Float32Array> {
  if (!network) throw withoutGradients('only its own runtime runs this model')
  const shape = [classIndices.length, height, width, channels] as const
  requireImages({ data: images, shape }, network.inputShape)
  const gradients = await scoreGradients(network, score)
  // Says what is wrong with a class.
  targetResolver([...classIndices], { shape }, gradients.reader)
  const [pixels, size] = [height * width, height * width * channels]
  const maps = new Float32Array(classIndices.length * pixels)
  const turn = inTurns(signal)
  for (const [i, target] of classIndices.entries()) {
    signal?.throwIfAborted()
    const image = images.slice(i * size, (i + 1) * size)
    maps.set(await explain({ gradients, image, target, name: `image ${i}`, turn }), i * pixels)
    onProgress?.(i + 1, classIndices.length)
    await turn()
  }
  return maps
}

/** A map of what becomes of the channels of each pixel. @param values - [H, W, C] */
export function overChannels(
  values: ArrayLike<number>,
  channels: number,
  combine: (map: number, value: number) => number,
): Float32Array {
  const map = new Float64Array(values.length / channels)
  for (let i = 0; i < values.length; i++) {
    const pixel = Math.floor(i / channels)
    map[pixel] = combine(map[pixel]!, values[i]!)
  }
  return Float32Array.from(map)
}

export const largestMagnitude = (map: number, value: number) => Math.max(map, Math.abs(value))
export const sum = (map: number, value: number) => map + value
