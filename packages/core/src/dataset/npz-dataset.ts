import { type NumericArray, parseNpy, parseNpz } from '../arrays/index.js'
import { InputError } from '../errors.js'
import { type ArrayDatasetOptions, classNamesFor, imageShapeOf, imagesOf, labelsOf } from './array-dataset.js'
import type { Dataset } from './dataset.js'
import type { Split } from './mnist.js'
import { sha256 } from './sha256.js'

/** Names of a split's images and labels, the first that are there: Umbra's own, Keras's, and those of one split alone. */
const KEYS: Readonly<Record<Split, readonly (readonly [images: string, labels: string])[]>> = {
  train: [
    ['train_images', 'train_labels'],
    ['x_train', 'y_train'],
  ],
  test: [
    ['test_images', 'test_labels'],
    ['x_test', 'y_test'],
    ['images', 'labels'],
    ['x', 'y'],
  ],
}

/**
 * Reads one split of a dataset kept in an NPZ archive: `images` and `labels`, or for both splits `x_train`, `y_train`, `x_test`
 * and `y_test`, or `train_images` and so on.
 *
 * @throws InputError DATA_ARRAYS, and all that `parseNpz`, `imagesOf` and `labelsOf` throw
 */
export async function readNpzDataset(
  bytes: Uint8Array,
  split: Split,
  options: ArrayDatasetOptions,
): Promise<Dataset> {
  const arrays = parseNpz(bytes, options.name)
  const keys = KEYS[split].find(([images, labels]) => arrays.has(images) && arrays.has(labels))
  if (!keys) {
    const expected = KEYS[split].map((pair) => pair.join(' and ')).join(', or ')
    throw new InputError(
      'DATA_ARRAYS',
      `${options.name} holds ${[...arrays.keys()].join(', ') || 'nothing'}, expected for the ${split} split ${expected}`,
    )
  }
  const [images, labels] = [arrays.get(keys[0])!, arrays.get(keys[1])!]
  return arrayDataset(images, labels, keys, split, options)
}

/** Reads a dataset kept in two NPY files, which hold one split. */
export function readNpyDataset(
  files: { readonly images: Uint8Array; readonly labels: Uint8Array },
  split: Split,
  options: ArrayDatasetOptions,
): Promise<Dataset> {
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
    sha256: { images: await hashOf(imageArray), labels: await hashOf(labelArray) },
  }
}

/** Of an array's values as read: a file may pack the same ones in many ways. */
function hashOf({ data }: NumericArray): Promise<string> {
  return sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
}
