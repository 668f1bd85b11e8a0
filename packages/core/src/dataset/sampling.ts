import { InputError } from '../errors.js'
import type { Random } from '../random.js'
import type { Dataset, ImageBatch } from './dataset.js'

/**
 * Every index of a class in a seeded random order: taking the first n is a simple random sample without replacement,
 * and a larger n extends a smaller one.
 *
 * @throws InputError CLASS_UNKNOWN
 */
export function shuffledIndicesOfClass(dataset: Dataset, label: number, random: Random): Uint32Array {
  requireClass(dataset, label)
  const indices = indicesWhere(dataset, (found) => found === label)
  return random.split(`class ${label}`).shuffle(indices)
}

/**
 * Every index of all classes but one in a seeded random order: the first n are a simple random sample of them together.
 *
 * @throws InputError CLASS_UNKNOWN
 */
export function shuffledIndicesOfRest(dataset: Dataset, label: number, random: Random): Uint32Array {
  requireClass(dataset, label)
  const indices = indicesWhere(dataset, (found) => found !== label)
  return random.split(`all but class ${label}`).shuffle(indices)
}

function requireClass(dataset: Dataset, label: number): void {
  if (!Number.isInteger(label) || label < 0 || label >= dataset.classNames.length) {
    throw new InputError(
      'CLASS_UNKNOWN',
      `class ${label} is not in ${dataset.name}, which has classes 0 … ${dataset.classNames.length - 1}`,
    )
  }
}

function indicesWhere({ labels }: Dataset, holds: (label: number) => boolean): Uint32Array {
  return Uint32Array.from([...labels.keys()].filter((index) => holds(labels[index]!)))
}

/**
 * A class-balanced random sample: the same number of images of every class given, class by class.
 *
 * @returns [classes.length × perClass] indices into the dataset
 * @throws InputError CLASS_UNKNOWN, SAMPLE_TOO_LARGE
 */
export function classBalancedSample(
  dataset: Dataset,
  classes: readonly number[],
  perClass: number,
  random: Random,
): Uint32Array {
  const sample = new Uint32Array(classes.length * perClass)
  classes.forEach((label, c) => {
    const indices = shuffledIndicesOfClass(dataset, label, random)
    if (indices.length < perClass) {
      throw new InputError(
        'SAMPLE_TOO_LARGE',
        `${perClass} images of class ${label} asked for, ${dataset.name} has ${indices.length}`,
      )
    }
    sample.set(indices.subarray(0, perClass), c * perClass)
  })
  return sample
}

/** Copies the chosen images into a batch of their own, float32 [indices.length, H, W, C]. */
export function selectImages(images: ImageBatch, indices: ArrayLike<number>): ImageBatch {
  const [, height, width, channels] = images.shape
  const size = height * width * channels
  const data = new Float32Array(indices.length * size)
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * size
    data.set(images.data.subarray(start, start + size), i * size)
  }
  return { data, shape: [indices.length, height, width, channels] }
}
