import { lstat, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import {
  type ArrayDatasetOptions,
  type Dataset,
  noteRange,
  openFolder,
  type PictureOptions,
  readIdxDataset,
  readNpzDataset,
  type Split,
} from '@umbra/core/explain'
import { InputError } from '@umbra/core/options'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { diskFiles } from '../pictures/disk-files.js'
import { shippedFolder } from '../shipped-files.js'

/** What `--data` was given: `mnist`, or a folder or archive. */
export interface DataSource {
  readonly name: string
  readonly folder: string
}

/** Where the data are. The original MNIST files come with Umbra. */
export function dataSource(data: string): DataSource {
  if (data !== 'mnist') {
    const name = basename(resolve(data))
    // The name MNIST vouches for the original bytes, which a folder of that name may not hold.
    return { name: name === 'MNIST' ? 'folder MNIST' : name, folder: data }
  }
  return { name: 'MNIST', folder: shippedFolder('mnist') }
}

/**
 * Reads one split of a dataset: MNIST, a folder of IDX or NPY files, an NPZ archive, or a folder with one folder of pictures
 * per class. A test split knows where its training split is, which is read when asked for.
 *
 * @param options - what the model takes, for pictures are made to fit it
 * @throws InputError DATA_NOT_FOUND, DATA_FORMAT, DATA_AMBIGUOUS, DATA_SPLIT, DATA_LINK, DATA_FILE_MISSING, FILE_UNREADABLE,
 *   FILE_TOO_LARGE, and all that the readers throw
 */
export async function readData(data: string, split: Split, options: PictureOptions = {}): Promise<Dataset> {
  const dataset = await readSplit(data, split, options)
  if (split === 'train') return dataset
  let training: Promise<Dataset> | undefined
  return {
    ...dataset,
    training: () => {
      training ??= readSplit(data, 'train', options)
      return training
    },
  }
}

async function readSplit(data: string, split: Split, options: PictureOptions): Promise<Dataset> {
  const { name, folder } = dataSource(data)
  const naming = { name, classNames: options.classNames, classes: options.classes }
  try {
    if (data === 'mnist') {
      return await readIdxDataset((file) => readIfThere(join(folder, file)), split, naming)
    }
    const found = await stat(folder).catch((cause) => absent(folder, cause))
    if (!found.isDirectory()) return await readArchive(folder, split, naming, options)
    return await (await openFolder(diskFiles, folder, split, naming, options)).read()
  } catch (error) {
    // Some readers know files by name alone; a person wants to know which folder.
    if (error instanceof InputError && !error.message.includes(folder)) error.message += ` (in ${folder})`
    throw error
  }
}

async function absent(path: string, cause: NodeJS.ErrnoException): Promise<never> {
  if (cause.code === 'EACCES' || cause.code === 'EPERM') {
    throw inputError('FILE_UNREADABLE', `${path} cannot be read: ${cause.code}`, cause)
  }
  const link = await lstat(path).catch(() => undefined)
  throw inputError(
    'DATA_NOT_FOUND',
    link ? `${path} is a link that leads nowhere` : `there is no folder ${path}`,
    cause,
  )
}

async function readArchive(
  path: string,
  split: Split,
  naming: ArrayDatasetOptions,
  options: PictureOptions,
): Promise<Dataset> {
  if (!/\.npz$/i.test(path))
    throw inputError('DATA_FORMAT', `${path} is a file, expected a folder or an NPZ archive`)
  const bytes = await readIfThere(path)
  if (!bytes) throw inputError('FILE_UNREADABLE', `${path} is not there any more`)
  const dataset = await readNpzDataset(bytes, split, naming)
  noteRange(dataset, path, options)
  return dataset
}
