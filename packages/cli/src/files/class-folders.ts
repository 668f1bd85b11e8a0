import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type Dataset, type FitOptions, type FittedImage, fitImage, type Split } from '@umbra/core'
import { inputError } from '../input-error.js'
import { imagesIn } from './find-images.js'
import { readImage } from './read-image.js'

/** What pictures are made into, and how. */
export interface PictureOptions extends FitOptions {
  /** [H, W, C] of the model; without one, all pictures must be alike. */
  readonly inputShape?: readonly [number, number, number] | undefined
  /** Classes of the model: its names, or how many there are. */
  readonly classNames?: readonly string[] | undefined
  readonly classes?: number | undefined
  /** Told what was done to the pictures. */
  readonly note?: ((text: string) => void) | undefined
}

/** Most memory the pictures of a dataset may take: 2 GiB of floats. */
const MOST_VALUES = 2 ** 29

const SPLITS: readonly string[] = ['train', 'test', 'validation', 'val']

/**
 * Where a dataset's class folders lie: in its folder `train` or `test`, or beside each other in the dataset's own; undefined
 * where there are none.
 */
export async function findClassFolders(folder: string, split: Split): Promise<string | undefined> {
  for (const path of [join(folder, split), folder]) {
    const names = await foldersIn(path)
    if (names.some((name) => !SPLITS.includes(name))) return path
  }
  return undefined
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
}

/**
 * Reads a dataset of one folder of PNG and JPEG files per class. Classes are those of the model, where all folders are called
 * after one; else the folders in order.
 *
 * @throws InputError DATA_CLASSES, DATA_TOO_LARGE, IMAGE_SIZES, and all that reading a picture throws
 */
export async function readClassFolders(
  root: string,
  split: Split,
  options: PictureOptions,
): Promise<Dataset> {
  const folders = inOrder(await foldersIn(root))
  const { classNames, labelOf } = classesOf(folders, options, root)
  const paths: string[] = []
  const labels: number[] = []
  for (const folder of folders) {
    for (const path of await imagesIn(join(root, folder))) {
      paths.push(path)
      labels.push(labelOf(folder))
    }
  }
  if (paths.length === 0)
    throw inputError('DATA_EMPTY', `the class folders of ${root} hold no PNG or JPEG file`)
  const { images, sha256 } = await readAll(paths, root, options)
  const labelBytes = (labels.some((label) => label > 255) ? Uint16Array : Uint8Array).from(labels)
  return {
    name: `${basename(resolve(root, basename(resolve(root)) === split ? '..' : '.'))} ${split}`,
    images,
    labels: labelBytes,
    classNames,
    sha256: { images: sha256, labels: createHash('sha256').update(labelBytes).digest('hex') },
  }
}

/** By number where all are numbers, else by code units. */
function inOrder(names: readonly string[]): string[] {
  const numbers = names.every((name) => /^\d+$/.test(name))
  return numbers ? names.toSorted((a, b) => Number(a) - Number(b)) : names.toSorted()
}

function classesOf(folders: readonly string[], { classNames, classes }: PictureOptions, root: string) {
  const indices = classes === undefined ? undefined : Array.from({ length: classes }, (_, k) => String(k))
  const known = classNames ?? indices
  const stranger = known && folders.find((folder) => !known.includes(folder))
  if (known && stranger === undefined) return { classNames: known, labelOf: (f: string) => known.indexOf(f) }
  if (classNames) {
    throw inputError(
      'DATA_CLASSES',
      `${root} has a folder ${stranger}, and the model no class of that name: ${classNames.join(', ')}`,
    )
  }
  if (folders.length > 256 || (classes !== undefined && folders.length !== classes)) {
    throw inputError(
      'DATA_CLASSES',
      `${root} has ${folders.length} class folders, expected ${classes ?? 'at most 256'}`,
    )
  }
  return { classNames: folders, labelOf: (folder: string) => folders.indexOf(folder) }
}

/**
 * All pictures as the model takes them, and the SHA-256 of their shape and values: it is of what a result depends on. Without
 * a model, they are RGB where one of them is, grey else.
 */
async function readAll(
  paths: readonly string[],
  root: string,
  options: PictureOptions,
  colour = false,
): Promise<{ readonly images: Dataset['images']; readonly sha256: string }> {
  const hash = createHash('sha256')
  let shape = options.inputShape
  let data = new Float32Array(0)
  let first: FittedImage | undefined
  for (const [i, path] of paths.entries()) {
    const pixels = await readImage(path)
    const own = [pixels.height, pixels.width, pixels.channels < 3 && !colour ? 1 : 3] as const
    shape ??= own
    if (!options.inputShape && own[2] > shape[2]) return readAll(paths, root, options, true)
    if (!options.inputShape && own.join() !== shape.join()) {
      throw inputError(
        'IMAGE_SIZES',
        `${path} is ${own.join('×')}, and ${paths[0]} ${shape.join('×')}: training takes pictures of one size`,
      )
    }
    const size = shape[0] * shape[1] * shape[2]
    if (i === 0) {
      if (size * paths.length > MOST_VALUES) {
        throw inputError(
          'DATA_TOO_LARGE',
          `${paths.length} pictures of ${shape.join('×')} take more than 2 GiB`,
        )
      }
      data = new Float32Array(size * paths.length)
      hash.update([paths.length, ...shape].join())
    }
    const fitted = fitImage(pixels, shape, options)
    first ??= fitted
    data.set(fitted.data, i * size)
    hash.update(bytesOf(fitted.data))
  }
  options.note?.(`${root}: ${paths.length} pictures, the first ${first!.steps.join(', ')}`)
  return { images: { data, shape: [paths.length, ...shape!] as const }, sha256: hash.digest('hex') }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}
