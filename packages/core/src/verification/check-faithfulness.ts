import type { Explainer } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import { type ImageBatch, selectImages } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { measureImages } from '../faithfulness/measure-images.js'
import { MEASURES } from '../faithfulness/measures.js'
import type { FaithfulnessResult } from '../faithfulness/result.js'
import type { NamedTask } from '../work/progress.js'
import type { Checking } from './check-study.js'
import { type Checked, compareNumbers, Differences, numbersText } from './difference.js'
import { drawPart } from './draw-part.js'
import { asWritten, readBack } from './written-numbers.js'

const FILE = 'faithfulness.json'

/**
 * Measures images of a faithfulness result again, and compares every measure of each with faithfulness.json.
 *
 * @param baseline - the configuration's own, with what it takes of the data
 * @param dataset - float32 [N, H, W, C], the images they were drawn from
 * @throws InputError VERIFY_FORMAT for places that the data have not; `signal.reason` when aborted
 */
export async function checkFaithfulness(
  { config, samples, provenance }: Pick<FaithfulnessResult, 'config' | 'samples' | 'provenance'>,
  explainer: Explainer,
  {
    baseline,
    dataset,
    labels,
  }: {
    readonly baseline: Baseline
    readonly dataset: ImageBatch
    /** [N] of the images. */
    readonly labels: ArrayLike<number>
  },
  checking: Checking,
  task: NamedTask = {},
): Promise<Checked> {
  const chosen = drawPart(samples.length, checking).map((place) => samples[place]!)
  const unknown = chosen.find(({ index }) => index >= dataset.shape[0])
  if (unknown)
    throw new InputError('VERIFY_FORMAT', `${FILE} names image ${unknown.index}, which the data have not`)
  const images = selectImages(
    dataset,
    chosen.map(({ index }) => index),
  )
  const nameOf = (i: number) => `image ${chosen[i]!.index} of ${provenance.data.name}`
  const choices = { ...config, baseline, target: 'predicted' as const }
  const measured = await measureImages(
    explainer,
    images,
    choices,
    (i) => chosen[i]!.index,
    {},
    { ...task, nameOf },
  )
  const found = new Differences()
  chosen.forEach((sample, i) => {
    const where = nameOf(i)
    if (sample.target !== measured.target[i])
      found.add({ file: FILE, where, what: `its class is ${sample.target}, computed ${measured.target[i]}` })
    if (sample.label !== labels[sample.index])
      found.add({
        ...{ file: FILE, where },
        what: `its label is ${sample.label}, by the data ${labels[sample.index]}`,
      })
    for (const { name } of MEASURES) {
      const computed = measured.images[i]!.values[name]
      const { differing, largest } = compareNumbers(
        readBack(sample.values[name]),
        asWritten(computed),
        checking.tolerance,
      )
      found.far(largest)
      if (differing > 0)
        found.add(
          {
            file: FILE,
            where: `${name} of ${where}`,
            what: numbersText(differing, computed.length, largest),
          },
          largest,
        )
    }
  })
  return found.of(chosen.length, samples.length)
}
