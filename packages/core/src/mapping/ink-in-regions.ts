import type { Dataset } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { regionsOf } from '../regions/index.js'
import { type ClassChoice, leastOf, type StudyConfig } from './config.js'

type Settings = Pick<StudyConfig, 'normalisation' | 'regions'>

/**
 * Whether an image has a sensitivity in every region: under `ink` one without ink in a region has none there, and would
 * leave the class × region interaction, and the classes of unequal size.
 *
 * @returns given a position in the dataset
 */
export function hasEveryRegion(
  data: Dataset,
  { normalisation, regions }: Settings,
): (index: number) => boolean {
  if (normalisation !== 'ink') return () => true
  const [, height, width, channels] = data.images.shape
  const size = height * width * channels
  const areas = regionsOf(regions, height, width)
  return (index) => {
    const image = data.images.data.subarray(index * size, (index + 1) * size)
    return areas.every(({ pixels }) =>
      pixels.some((p) => image.subarray(p * channels, (p + 1) * channels).some((value) => value > 0)),
    )
  }
}

/**
 * Asserts that the dataset has enough images with ink in every region, correctly classified or not: what a study would
 * find out only once it has a model.
 *
 * @param choices - the classes, `rest` being every class but the first
 * @throws InputError SAMPLE_TOO_LARGE
 */
export function requireInk(
  data: Dataset,
  choices: readonly ClassChoice[],
  config: Settings & Pick<StudyConfig, 'images'>,
): void {
  if (config.normalisation !== 'ink') return
  const usable = hasEveryRegion(data, config)
  for (const choice of choices) {
    const own = [...data.labels.keys()].filter((i) =>
      choice === 'rest' ? data.labels[i] !== choices[0] : data.labels[i] === choice,
    )
    const found = own.filter(usable).length
    if (found < leastOf(config.images)) {
      throw inkMissing(
        leastOf(config.images),
        'images',
        choice,
        `${data.name} has ${found} of ${own.length}`,
        found,
      )
    }
  }
}

/** The refusal of a sample that ink has made too small. */
export function inkMissing(
  asked: number,
  kind: string,
  choice: ClassChoice,
  has: string,
  found: number,
): InputError {
  // A study needs two images a class.
  const fewer = found >= 2 ? 'fewer images, ' : ''
  return new InputError(
    'SAMPLE_TOO_LARGE',
    `${asked} ${kind} of ${choice === 'rest' ? 'the rest' : `class ${choice}`} with ink in every region asked for, ${has}; ` +
      `per unit of ink a region without ink has no sensitivity: ${fewer}larger regions, or raw normalisation alone would do`,
  )
}
