import type { Explainer } from '../attribution/explainer.js'
import { type Dataset, selectImages } from '../dataset/index.js'
import { InputError } from '../errors.js'
import type { Random } from '../random.js'
import type { Task } from '../work/progress.js'
import type { FaithfulnessConfig } from './config.js'

/** The images faithfulness is measured on. */
export interface DrawnImages {
  /** Their places in the dataset. */
  readonly indices: readonly number[]
  /** How many were drawn and left out because the model got them wrong. */
  readonly excluded: number
}

/** Images classified at once while drawing. */
const AT_ONCE = 128

/**
 * Draws images of all classes together in seeded random order, correctly classified ones or any; all there are in their own order.
 *
 * @throws InputError SAMPLE_TOO_LARGE
 */
export async function drawImages(
  explainer: Explainer,
  data: Dataset,
  { images, selection }: Pick<FaithfulnessConfig, 'images' | 'selection'>,
  random: Random,
  { signal }: Task,
): Promise<DrawnImages> {
  const places = Uint32Array.from({ length: data.labels.length }, (_, i) => i)
  const order = images === 'all' ? places : random.shuffle(places)
  const most = images === 'all' ? order.length : images
  const indices: number[] = []
  let drawn = 0
  while (indices.length < most && drawn < order.length) {
    const batch = order.subarray(drawn, drawn + AT_ONCE)
    const outputs =
      selection === 'correct' &&
      (await explainer.predict(selectImages(data.images, batch), {
        signal,
        nameOf: (i) => `image ${batch[i]} of ${data.name}`,
      }))
    for (let i = 0; i < batch.length && indices.length < most; i++) {
      drawn++
      const { reader } = explainer
      if (outputs && reader.predicted(outputs, i * reader.outputs) !== data.labels[batch[i]!]) continue
      indices.push(batch[i]!)
    }
  }
  const least = images === 'all' ? 3 : images
  if (indices.length >= least) return { indices, excluded: drawn - indices.length }
  const kind = selection === 'correct' ? 'correctly classified images' : 'images'
  throw new InputError('SAMPLE_TOO_LARGE', `${least} ${kind} asked for, ${data.name} has ${indices.length}`)
}
