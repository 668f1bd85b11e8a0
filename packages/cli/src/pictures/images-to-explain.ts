import {
  type Dataset,
  fitImage,
  imagesOf,
  type LabelledImages,
  parseNpy,
  selectImages,
} from '@umbra/core/explain'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import type { PictureChoices } from '../options/shared-options.js'
import type { Terminal } from '../terminal/terminal.js'
import { findImages } from './find-images.js'
import { readImage } from './read-image.js'
import { STANDARD_INPUT } from './standard-input.js'

/** One image as the model takes it, and how it became so. */
export interface ImageToExplain {
  /** `digit.png`, `image 11 of MNIST test`. */
  readonly name: string
  /** float32 [1, H, W, C]. */
  readonly images: LabelledImages
  readonly steps: readonly string[]
}

/** Most memory the images may take: 1 GiB of floats. */
const MOST_VALUES = 2 ** 28

/**
 * Reads the images that paths name, all of them before any is explained, so that a bad one is found at once.
 *
 * @throws InputError IMAGE_NOT_FOUND, IMAGES_TOO_MANY, IMAGE_SHAPE, and all that reading and fitting a picture throws
 */
export async function readImages(
  paths: readonly string[],
  inputShape: readonly [number, number, number],
  choices: PictureChoices,
  terminal: Pick<Terminal, 'note' | 'warn'>,
): Promise<ImageToExplain[]> {
  const size = inputShape.reduce((product, d) => product * d, 1)
  const images: ImageToExplain[] = []
  for (const path of await findImages(paths, terminal)) {
    if (/\.npy$/i.test(path)) images.push(...(await imagesInArray(path, inputShape)))
    else images.push(await picture(path, inputShape, choices, terminal))
    if (images.length * size > MOST_VALUES) {
      throw inputError(
        'IMAGES_TOO_MANY',
        `${images.length} images of ${inputShape.join('×')} and more take over 1 GiB`,
      )
    }
  }
  return images
}

async function picture(
  path: string,
  inputShape: readonly [number, number, number],
  choices: PictureChoices,
  terminal: Pick<Terminal, 'note' | 'warn'>,
): Promise<ImageToExplain> {
  const { data, shape, steps, warning } = fitImage(await readImage(path), inputShape, choices)
  const asItLies = shape[2] === 1 && !choices.invert && !choices.centre
  const assumed = asItLies ? ' (light on dark, and where it lies: --invert and --centre change that)' : ''
  const name = path === STANDARD_INPUT ? 'standard input' : path
  terminal.note(`${name}: ${steps.join(', ')}${assumed}`)
  if (warning) terminal.warn(`${name}: ${warning}`)
  return { name, images: { data, shape: [1, ...shape] }, steps }
}

/** Images of the model's own size, one [H, W] or [H, W, C] or several [N, H, W, C]. */
async function imagesInArray(
  path: string,
  inputShape: readonly [number, number, number],
): Promise<ImageToExplain[]> {
  const bytes = await readIfThere(path)
  if (!bytes) throw inputError('IMAGE_NOT_FOUND', `there is no file ${path}`)
  const array = parseNpy(bytes, path)
  const own = array.shape.join()
  const [height, width, channels] = inputShape
  const single = own === inputShape.join() || (channels === 1 && own === `${height},${width}`)
  const misfit = () =>
    inputError(
      'IMAGE_SHAPE',
      `${path} is ${array.shape.join('×')}, the model takes images of ${inputShape.join('×')}`,
    )
  // Rows and columns alone are one image, whatever its size.
  if (!single && array.shape.length === 2) throw misfit()
  const all = imagesOf(single ? { ...array, shape: [1, ...inputShape] } : array, path)
  if (all.shape.slice(1).join() !== inputShape.join()) throw misfit()
  return Array.from({ length: all.shape[0] }, (_, i) => ({
    name: all.shape[0] === 1 ? path : `${path}[${i}]`,
    images: selectImages(all, [i]),
    steps: ['NPY, as it is'],
  }))
}

/** An image of a dataset, by its place. @throws InputError INDEX_UNKNOWN */
export function imageOf(data: Dataset, index: number): ImageToExplain {
  const [n] = data.images.shape
  if (index >= n) throw inputError('INDEX_UNKNOWN', `index ${index}: ${data.name} has images 0 … ${n - 1}`)
  const images = { ...selectImages(data.images, [index]), labels: [data.labels[index]!] }
  return { name: `image ${index} of ${data.name}`, images, steps: [] }
}
