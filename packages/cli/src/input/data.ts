import { lstat, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import {
  type ArrayDatasetOptions,
  type Dataset,
  readIdxDataset,
  readNpyDataset,
  readNpzDataset,
  type Split,
} from '@umbra/core/explain'
import { InputError } from '@umbra/core/options'
import { formatNumber } from '@umbra/core/words'
import type { FolderEntry } from '../disk/list-folder.js'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { PICTURE } from '../pictures/find-pictures.js'
import type { PictureOptions } from '../pictures/read-pictures.js'
import { shippedFolder } from '../shipped-files.js'
import { readClassFolders } from './class-folders.js'
import { classRootOf } from './class-root.js'
import { type DataFolder, dataFolderOf } from './data-folder.js'

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
    return await readFolder(folder, split, naming, options)
  } catch (error) {
    // The reader knows files by name alone; a person wants to know which folder.
    if (error instanceof InputError) error.message += ` (in ${folder})`
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
  const dataset = await readNpzDataset(await readNamed(path), split, naming)
  noteRange(dataset, path, options)
  return dataset
}

/** A file that was there a moment ago. */
async function readNamed(path: string): Promise<Uint8Array> {
  const bytes = await readIfThere(path)
  if (bytes) return bytes
  throw inputError('FILE_UNREADABLE', `${path} is not there any more`)
}

/** Floats are taken as they are, which is seldom meant where they are not of 0 … 1. */
function noteRange({ images }: Dataset, path: string, { note }: PictureOptions): void {
  let [least, most] = [0, 1]
  for (const value of images.data) {
    if (value < least) least = value
    else if (value > most) most = value
  }
  if (least === 0 && most === 1) return
  const range = `${formatNumber(least, 2)} … ${formatNumber(most, 2)}`
  note?.(`${path}: floats of ${range}, taken as they are, where pictures are 0 … 1`)
}

async function readFolder(
  folder: string,
  split: Split,
  naming: ArrayDatasetOptions,
  options: PictureOptions,
): Promise<Dataset> {
  const found = await dataFolderOf(folder)
  if (found.kind === 'pictures') return readPictureFolder(folder, found.entries, split, options)
  const dataset = await readArrays(folder, found, split, naming)
  if (found.kind !== 'idx') noteRange(dataset, folder, options)
  const { text } = found.notRead
  if (text) options.note?.(`${folder}: ${WORDS[found.kind]} read; not read: ${text}`)
  return dataset
}

const WORDS = { idx: 'IDX files', npy: 'images.npy and labels.npy', npz: 'the NPZ archive' } as const

async function readArrays(
  folder: string,
  found: Exclude<DataFolder, { kind: 'pictures' }>,
  split: Split,
  naming: ArrayDatasetOptions,
): Promise<Dataset> {
  const read = (file: string) => readIfThere(join(folder, file))
  if (found.kind === 'idx') return readIdxDataset(read, split, { ...naming, files: found.files })
  if (found.kind === 'npz') return readNpzDataset(await readNamed(join(folder, found.file)), split, naming)
  const [images, labels] = [await read('images.npy'), await read('labels.npy')]
  if (images && labels) return readNpyDataset({ images, labels }, split, naming)
  throw inputError(
    'DATA_FILE_MISSING',
    `${folder} holds ${images ? 'images.npy' : 'labels.npy'}, and no ${images ? 'labels.npy' : 'images.npy'}`,
  )
}

async function readPictureFolder(
  folder: string,
  entries: readonly FolderEntry[],
  split: Split,
  options: PictureOptions,
): Promise<Dataset> {
  const root = await classRootOf(folder, entries, split)
  if (root) return readClassFolders(root, split, options)
  const pictures = entries.filter(({ name, kind }) => kind === 'file' && PICTURE.test(name)).length
  if (pictures > 0) {
    throw inputError(
      'DATA_EMPTY',
      `${folder} holds ${pictures} pictures and no class folders: expected one folder per class`,
    )
  }
  throw inputError(
    'DATA_FILE_MISSING',
    `${folder} holds neither IDX files, NPY files, an NPZ archive nor class folders`,
  )
}
