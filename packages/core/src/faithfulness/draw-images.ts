import type { Explainer } from '../attribution/explainer.js'
import { type Dataset, selectImages, shuffledIndicesOfClass } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { Random } from '../random.js'
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
 * Draws images in seeded random order, correctly classified ones or any: of the classes given as many of each, and the same that a study of
 * them draws, else of all together; all there are in their own order.
 *
 * @throws InputError CLASS_UNKNOWN, SAMPLE_TOO_LARGE
 */
export async function drawImages(
  explainer: Explainer,
  data: Dataset,
  { images, selection, classes, seed }: Pick<FaithfulnessConfig, 'images' | 'selection' | 'classes' | 'seed'>,
  task: Task,
): Promise<DrawnImages> {
  const random = new Random(seed)
  const all = Uint32Array.from({ length: data.labels.length }, (_, i) => i)
  const orders = classes
    ? classes.map((label) => shuffledIndicesOfClass(data, label, random.split('sampling')))
    : [random.split('faithfulness images').shuffle(all)]
  const indices: number[] = []
  let excluded = 0
  for (const [i, order] of orders.entries()) {
    const share =
      images === 'all' ? order.length : Math.floor((images * (i + 1)) / orders.length) - indices.length
    const sorted = images === 'all' ? order.toSorted() : order
    const found = await drawFrom(sorted, share, explainer, { data, selection }, task)
    const least = images === 'all' ? Math.ceil(3 / orders.length) : share
    if (found.indices.length < least) {
      const kind = selection === 'correct' ? 'correctly classified images' : 'images'
      const whose = classes ? ` of class ${classes[i]}` : ''
      throw new InputError(
        'SAMPLE_TOO_LARGE',
        `${least} ${kind}${whose} asked for, ${data.name} has ${found.indices.length}`,
      )
    }
    indices.push(...found.indices)
    excluded += found.excluded
  }
  return { indices, excluded }
}

async function drawFrom(
  order: Uint32Array,
  most: number,
  explainer: Explainer,
  { data, selection }: { readonly data: Dataset; readonly selection: FaithfulnessConfig['selection'] },
  { signal }: Task,
): Promise<DrawnImages> {
  const { reader } = explainer
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
      if (outputs && reader.predicted(outputs, i * reader.outputs) !== data.labels[batch[i]!]) continue
      indices.push(batch[i]!)
    }
  }
  return { indices, excluded: drawn - indices.length }
}
