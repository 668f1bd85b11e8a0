import {
  type ArrayDatasetOptions,
  type Dataset,
  readIdxDataset,
  readNpyDataset,
  readNpzDataset,
  type Split,
} from '../dataset/index.js'
import { InputError } from '../errors.js'
import { formatNumber } from '../words/format.js'
import { findClasses, readClasses } from './class-folders.js'
import { classRootOf } from './class-root.js'
import { type DataFolder, dataFolderOf } from './data-folder.js'
import type { FolderEntry, FolderFiles } from './folder-files.js'
import { isCalledPicture } from './picture-format.js'
import type { PictureOptions } from './read-pictures.js'

/** A folder of data that has been looked into: of pictures nothing is decoded yet, arrays are read. */
export interface OpenedFolder {
  readonly kind: DataFolder['kind']
  readonly classNames: readonly string[]
  /** Images of each class. */
  readonly counts: readonly number[]
  /** What is left out, counted and in words: `2 files that are no pictures (a.txt, b.txt)`; empty where nothing is. */
  readonly notRead: string
  /** The first picture of each class there is one of; absent of arrays. */
  readonly pictures?: ReadonlyMap<number, string>
  /** The whole split. @throws InputError DATA_TOO_LARGE, IMAGE_SIZES, and all that reading a picture throws */
  read(): Promise<Dataset>
}

/**
 * Looks into a folder that holds one split of a dataset: IDX or NPY files, an NPZ archive, or one folder of pictures per class.
 *
 * @param naming - what arrays are called, and their classes
 * @param options - what the model takes, for pictures are made to fit it
 * @throws InputError DATA_AMBIGUOUS, DATA_SPLIT, DATA_LINK, DATA_FILE_MISSING, DATA_CLASSES, DATA_EMPTY, FILE_UNREADABLE,
 *   FILE_TOO_LARGE, and all that reading arrays throws
 */
export async function openFolder(
  files: FolderFiles,
  folder: string,
  split: Split,
  naming: ArrayDatasetOptions,
  options: PictureOptions = {},
): Promise<OpenedFolder> {
  const found = await dataFolderOf(files, folder)
  if (found.kind === 'pictures') return openPictures(files, folder, found.entries, split, options)
  const dataset = await readArrays(files, folder, found, split, naming)
  if (found.kind !== 'idx') noteRange(dataset, folder, options)
  const { text } = found.notRead
  if (text) options.note?.(`${folder}: ${WORDS[found.kind]} read; not read: ${text}`)
  const { classNames, labels } = dataset
  return {
    kind: found.kind,
    classNames,
    counts: countsOf(labels, classNames),
    notRead: text,
    read: async () => dataset,
  }
}

/** Floats are taken as they are, which is seldom meant where they are not of 0 … 1. @param path - whose they are */
export function noteRange({ images }: Dataset, path: string, { note }: PictureOptions): void {
  let [least, most] = [0, 1]
  for (const value of images.data) {
    if (value < least) least = value
    else if (value > most) most = value
  }
  if (least === 0 && most === 1) return
  const range = `${formatNumber(least, 2)} … ${formatNumber(most, 2)}`
  note?.(`${path}: floats of ${range}, taken as they are, where pictures are 0 … 1`)
}

const WORDS = { idx: 'IDX files', npy: 'images.npy and labels.npy', npz: 'the NPZ archive' } as const

async function readArrays(
  files: FolderFiles,
  folder: string,
  { kind, files: own }: Exclude<DataFolder, { kind: 'pictures' }>,
  split: Split,
  naming: ArrayDatasetOptions,
): Promise<Dataset> {
  const read = async (name: string) => {
    const entry = own.find((one) => one.name === name)
    return entry ? await files.read(entry.path) : null
  }
  if (kind === 'idx') return readIdxDataset(read, split, { ...naming, files: own.map(({ name }) => name) })
  if (kind === 'npz') {
    const bytes = await read(own[0]!.name)
    if (bytes) return readNpzDataset(bytes, split, naming)
    throw new InputError('FILE_UNREADABLE', `${own[0]!.path} is not there any more`)
  }
  const [images, labels] = [await read('images.npy'), await read('labels.npy')]
  if (images && labels) return readNpyDataset({ images, labels }, split, naming)
  throw new InputError(
    'DATA_FILE_MISSING',
    `${folder} holds ${images ? 'images.npy' : 'labels.npy'}, and no ${images ? 'labels.npy' : 'images.npy'}`,
  )
}

async function openPictures(
  files: FolderFiles,
  folder: string,
  entries: readonly FolderEntry[],
  split: Split,
  options: PictureOptions,
): Promise<OpenedFolder> {
  const root = await classRootOf(files, folder, entries, split)
  if (!root) throw noClasses(folder, entries)
  const found = await findClasses(files, root, options)
  const { labels, classNames, paths } = found
  return {
    ...{ kind: 'pictures', classNames, counts: countsOf(labels, classNames), notRead: root.notRead.text },
    // From the end, so that the first of a class is what stays.
    pictures: new Map(paths.map((path, i) => [labels[i]!, path] as const).toReversed()),
    read: () => readClasses(files, found, split, options),
  }
}

function noClasses(folder: string, entries: readonly FolderEntry[]): InputError {
  const pictures = entries.filter(({ name, kind }) => kind === 'file' && isCalledPicture(name)).length
  return pictures > 0
    ? new InputError(
        'DATA_EMPTY',
        `${folder} holds ${pictures} pictures and no class folders: expected one folder per class`,
      )
    : new InputError(
        'DATA_FILE_MISSING',
        `${folder} holds neither IDX files, NPY files, an NPZ archive nor class folders`,
      )
}

function countsOf(labels: ArrayLike<number>, classNames: readonly string[]): number[] {
  const counts = classNames.map(() => 0)
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++
  return counts
}
