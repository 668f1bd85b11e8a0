import { type ImageInteractions, interactionsOf, type Task } from '@umbra/core'
import { explainerInUse, occlusionOf } from './explain.js'
import type { InteractionsRequest } from './protocol.js'

/** What every two patches of an image do together, under the model taken up. */
export async function interactions(
  { image, options }: InteractionsRequest,
  { signal, onProgress }: Task,
): Promise<ImageInteractions> {
  const using = explainerInUse()
  const { baseline, score, target } = await occlusionOf(options, using)
  const images = { data: image, shape: [1, ...using.inputShape] as const }
  const told = { signal, onProgress, nameOf: () => 'the image' }
  const found = await interactionsOf(using, images, { baseline, score, target }, told)
  return found.images[0]!
}
