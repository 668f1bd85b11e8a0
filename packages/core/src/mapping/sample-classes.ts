import type { Explainer } from '../attribution/explainer.js'
import {
  type Dataset,
  type ImageBatch,
  selectImages,
  shuffledIndicesOfClass,
  shuffledIndicesOfRest,
} from '../dataset/index.js'
import { InputError } from '../errors.js'
import type { Random } from '../random.js'
import type { Task } from '../work/progress.js'
import { type ClassChoice, leastOf, type StudyConfig } from './config.js'
import { hasEveryRegion, inkMissing } from './ink-in-regions.js'

/** The images drawn for one class, or for the rest. */
export interface ClassSample {
  readonly class: ClassChoice
  /** What the class is called. */
  readonly name: string
  /** [n] positions in the dataset. */
  readonly indices: Uint32Array
  readonly images: ImageBatch
  /** [n] the images' own classes, which only the rest has several of. */
  readonly labels: Uint16Array
  /** [n] the model's class, and its probability of the image's own class: NaN where the model gives none. */
  readonly predicted: Uint16Array
  readonly probability: Float64Array
  /** How many were drawn and left out because the model got them wrong. */
  readonly excluded: number
  /** How many were drawn and left out because a region of theirs holds no ink, where sensitivity is per unit of it. */
  readonly withoutInk: number
}

/** What a class is called: its name in the dataset, or `the rest`. */
export function classNameOf(choice: ClassChoice, data: Dataset): string {
  return choice === 'rest' ? 'the rest' : data.classNames[choice]!
}

/** One class of a comparison: the first of two, or the second, which may be all others. */
export interface Side {
  readonly side: 0 | 1
  readonly classes: readonly [number, ClassChoice]
}

/** As much of an explainer as drawing needs. */
type Classifier = Pick<Explainer, 'predict' | 'classes' | 'reader'>

/** Images classified at once while drawing. */
const AT_ONCE = 128

/**
 * Draws the images of one side of a study in seeded random order until there are enough: of correctly classified ones,
 * or of any; under `ink` only of those with ink in every region, so that every test rests on all of them. All that there
 * are are taken in their own order.
 *
 * @throws InputError CLASS_UNKNOWN, SAMPLE_TOO_LARGE
 */
export async function sampleClass(
  explainer: Classifier,
  data: Dataset,
  { side, classes }: Side,
  config: DrawingConfig,
  random: Random,
  task: Task,
): Promise<ClassSample> {
  const choice = classes[side]
  const largest = choice === 'rest' ? data.classNames.length - 1 : choice
  if (largest >= explainer.classes) {
    throw new InputError(
      'CLASS_UNKNOWN',
      `class ${largest}, the model has classes 0 … ${explainer.classes - 1}`,
    )
  }
  const shuffled =
    choice === 'rest'
      ? shuffledIndicesOfRest(data, classes[0], random)
      : shuffledIndicesOfClass(data, choice, random)
  const order = config.images === 'all' ? shuffled.toSorted() : shuffled
  const drawing = await drawFrom(order, explainer, data, config, task)
  requireEnough(drawing, choice, data.name, config)
  const { chosen, drawn, withoutInk } = drawing
  const indices = Uint32Array.from(chosen, ({ index }) => index)
  return {
    class: choice,
    name: classNameOf(choice, data),
    indices,
    images: selectImages(data.images, indices),
    labels: Uint16Array.from(indices, (index) => data.labels[index]!),
    predicted: Uint16Array.from(chosen, ({ predicted }) => predicted),
    probability: Float64Array.from(chosen, ({ probability }) => probability),
    excluded: drawn - withoutInk - chosen.length,
    withoutInk,
  }
}

type DrawingConfig = Pick<StudyConfig, 'images' | 'selection' | 'normalisation' | 'regions'>

/** Images looked at in order, and those that are taken. */
interface Drawing {
  readonly chosen: readonly {
    readonly index: number
    readonly predicted: number
    readonly probability: number
  }[]
  readonly drawn: number
  readonly withoutInk: number
}

async function drawFrom(
  order: Uint32Array,
  explainer: Classifier,
  data: Dataset,
  config: DrawingConfig,
  task: Task,
): Promise<Drawing> {
  const { reader } = explainer
  const chosen: Drawing['chosen'][number][] = []
  const usable = hasEveryRegion(data, config)
  const most = config.images === 'all' ? Infinity : config.images
  let [drawn, withoutInk] = [0, 0]
  while (chosen.length < most && drawn < order.length) {
    const batch = order.subarray(drawn, drawn + AT_ONCE)
    const scores = await explainer.predict(selectImages(data.images, batch), {
      signal: task.signal,
      nameOf: (i) => `image ${batch[i]} of ${data.name}`,
    })
    for (let i = 0; i < batch.length && chosen.length < most; i++) {
      drawn++
      if (!usable(batch[i]!)) {
        withoutInk++
        continue
      }
      const label = data.labels[batch[i]!]!
      const at = i * reader.outputs
      const predicted = reader.predicted(scores, at)
      if (config.selection === 'correct' && predicted !== label) continue
      const probability = reader.probabilities(scores, at)?.[label] ?? Number.NaN
      chosen.push({ index: batch[i]!, predicted, probability })
    }
  }
  return { chosen, drawn, withoutInk }
}

function requireEnough(
  { chosen, drawn, withoutInk }: Drawing,
  choice: ClassChoice,
  data: string,
  { images, selection }: DrawingConfig,
): void {
  const least = leastOf(images)
  if (chosen.length >= least) return
  const kind = selection === 'correct' ? 'correctly classified images' : 'images'
  if (withoutInk > 0) {
    const has = `${data} has ${chosen.length}; ${withoutInk} of ${drawn} have a region without ink`
    throw inkMissing(least, kind, choice, has, chosen.length)
  }
  throw new InputError(
    'SAMPLE_TOO_LARGE',
    `${least} ${kind} of ${choice === 'rest' ? 'the rest' : `class ${choice}`} asked for, ${data} has ${chosen.length}`,
  )
}

/** The images from … to − 1 of a sample; `excluded` and `withoutInk` stay those of the whole. */
export function sliceOf(sample: ClassSample, from: number, to: number): ClassSample {
  const { images, indices, labels, predicted, probability } = sample
  const [, ...shape] = images.shape
  const size = shape.reduce((product, d) => product * d, 1)
  return {
    ...sample,
    indices: indices.subarray(from, to),
    images: { data: images.data.subarray(from * size, to * size), shape: [to - from, ...shape] },
    labels: labels.subarray(from, to),
    predicted: predicted.subarray(from, to),
    probability: probability.subarray(from, to),
  }
}
