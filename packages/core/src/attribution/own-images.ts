import { ownArray } from '@umbra/occlusion-wasm'
import { InputError } from '../errors.js'
import type { LabelledImages } from './explainer.js'

/**
 * Images whose arrays are their own. They are read over the whole of the work, by which time the caller may have overwritten
 * its arrays, transferred them to another thread, or gone on writing into memory it shares.
 *
 * @throws InputError IMAGE_TYPE
 */
export function ownImages({ data, shape, labels }: LabelledImages): LabelledImages {
  const type = Object.prototype.toString.call(data).slice(8, -1)
  if (type !== 'Float32Array') throw new InputError('IMAGE_TYPE', `images are ${type}, expected Float32Array`)
  return { data: ownArray(data), shape: [...shape], ...(labels && { labels: Array.from(labels) }) }
}
