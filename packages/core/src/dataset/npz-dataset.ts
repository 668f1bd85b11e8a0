import { sha256OfParts } from '#sha256-of-parts'
import { type NumericArray, openNpz, parseNpy } from '../arrays/index.js'
import { InputError } from '../errors.js'
import {
  type ArrayDatasetOptions,
  classNamesFor,
  imageShapeOf,
  imagesOf,
  labelsOf,
  requireLabelPerImage,
} from './array-dataset.js'
import type { Dataset } from './dataset.js'
import type { Split } from './mnist.js'
import { sha256 } from './sha256.js'

type Pair = readonly [images: string, labels: string]

/** Names of a split's images and labels in an archive of several: Umbra's own, and Keras's. */
const OF_SPLIT: Readonly<Record<Split, readonly Pair[]>> = {
  train: [
    ['train_images', 'train_labels'],
    ['x_train', 'y_train'],
  ],
  test: [
    ['test_images', 'test_labels'],
    ['x_test', 'y_test'],
  ],
}

/** Names in an archive of one split, which is the test split. */
const ALONE: readonly Pair[] = [
  ['images', 'labels'],
  ['x', 'y'],
]

const ALL = [...OF_SPLIT.train, ...OF_SPLIT.test, ...ALONE]

/**
 * Reads one split of a dataset kept in an NPZ archive: `images` and `labels`, or for both splits `x_train`, `y_train`, `x_test`
 * and `y_test`, or `train_images` and so on. What else it holds stays packed.
 *
 * @throws InputError DATA_ARRAYS if the split's arrays are not there, or there are several that may be meant, and all that
 *   `openNpz`, `imagesOf` and `labelsOf` throw
 */
export async function readNpzDataset(
  bytes: Uint8Array,
  split: Split,
  options: ArrayDatasetOptions,
): Promise<Dataset> {
  const archive = openNpz(bytes, options.name)
  const keys = pairFor(archive.names, split, options.name)
  // Headers first: a small archive may unpack to more than memory holds.
  const [n] = imageShapeOf(archive.header(keys[0]), `${keys[0]} of ${options.name}`)
  requireLabelPerImage(archive.header(keys[1]), n, `${keys[1]} of ${options.name}`)
  return arrayDataset(archive.array(keys[0]), archive.array(keys[1]), keys, split, options)
}

/** Whether an archive's arrays are called as those of a dataset are, of whatever split. */
export function namesDataset(names: readonly string[]): boolean {
  return ALL.some((pair) => pair.every((name) => names.includes(name)))
}

function pairFor(names: readonly string[], split: Split, archive: string): Pair {
  const whole = (pairs: readonly Pair[]) => pairs.filter((pair) => pair.every((name) => names.includes(name)))
  // Beside arrays of some split, those without one are of no known split.
  const ofSplit = [...OF_SPLIT.train, ...OF_SPLIT.test].flat().filter((name) => names.includes(name))
  const alone = split === 'test' ? whole(ALONE) : []
  const found = [...whole(OF_SPLIT[split]), ...alone]
  const [pair] = found
  if (pair && found.length === 1 && (alone.length === 0 || ofSplit.length === 0)) return pair
  const held = names.length > 12 ? [...names.slice(0, 12), `${names.length - 12} more`] : names
  if (!pair) {
    const expected = [...OF_SPLIT[split], ...(split === 'test' ? ALONE : [])]
    throw new InputError(
      'DATA_ARRAYS',
      `${archive} holds ${held.join(', ') || 'no arrays'}, expected for the ${split} split ${expected.map((one) => one.join(' and ')).join(', or ')}`,
    )
  }
  const rivals =
    found.length > 1 ? found.map((one) => one.join(' and ')) : [pair.join(' and '), ofSplit.join(', ')]
  throw new InputError(
    'DATA_ARRAYS',
    `${archive} holds ${rivals.join(', and also ')}: which are the ${split} split? An archive with one of them alone says so`,
  )
}

/** Reads a dataset kept in two NPY files, which hold the test split. @throws InputError DATA_SPLIT for another */
export async function readNpyDataset(
  files: { readonly images: Uint8Array; readonly labels: Uint8Array },
  split: Split,
  options: ArrayDatasetOptions,
): Promise<Dataset> {
  if (split !== 'test') {
    throw new InputError(
      'DATA_SPLIT',
      `${options.name}: images.npy and labels.npy are a test split, and no other`,
    )
  }
  const names = ['images.npy', 'labels.npy'] as const
  const [images, labels] = [parseNpy(files.images, names[0]), parseNpy(files.labels, names[1])]
  return arrayDataset(images, labels, names, split, options)
}

async function arrayDataset(
  imageArray: NumericArray,
  labelArray: NumericArray,
  [imageName, labelName]: readonly [string, string],
  split: Split,
  options: ArrayDatasetOptions,
): Promise<Dataset> {
  const { name } = options
  // Counts first: bytes take four times their room once they are floats.
  const [n] = imageShapeOf(imageArray, `${imageName} of ${name}`)
  const labels = labelsOf(labelArray, n, `${labelName} of ${name}`)
  const images = imagesOf(imageArray, `${imageName} of ${name}`)
  return {
    name: `${name} ${split}`,
    images,
    labels,
    classNames: classNamesFor(labels, options, `${labelName} of ${name}`),
    sha256: { images: await hashOfImages(imageArray), labels: await hashOf(labelArray) },
  }
}

/** Of an array's values as read: a file may pack the same ones in many ways. */
function hashOf(array: NumericArray): Promise<string> {
  return sha256(bytesOf(array))
}

/** Of pixels: a truth value is 1 where a byte of the same bits is 1/255, so that they are other images. */
function hashOfImages(array: NumericArray): Promise<string> {
  if (array.type !== 'bool') return hashOf(array)
  return sha256OfParts([new TextEncoder().encode('bool '), bytesOf(array)])
}

function bytesOf({ data }: NumericArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}
