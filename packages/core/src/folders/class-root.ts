import { isIdxFile, type Split } from '../dataset/index.js'
import { InputError } from '../errors.js'
import type { FolderEntry, FolderFiles } from './folder-files.js'
import { NotRead } from './not-read.js'
import { hasEnding, isCalledPicture } from './picture-format.js'

/** Where the class folders of a split are. */
export interface ClassRoot {
  /** The folder they lie in. */
  readonly path: string
  readonly folders: readonly FolderEntry[]
  /** Those of all the dataset, which the classes are numbered by: of its training split, or of this one. */
  readonly classes: readonly string[]
  readonly notRead: NotRead
}

/** What folders of a split are called, in any case. */
const SPLITS: readonly (readonly [Split | 'validation', RegExp])[] = [
  ['train', /^train(ing)?$/i],
  ['test', /^test(ing)?$/i],
  ['validation', /^(val|valid|validation|dev)$/i],
]

/**
 * Finds the class folders of one split of a dataset: in its folder `train` or `test`, or beside each other in the dataset's own,
 * which then are the test split.
 *
 * @param entries - what the folder holds
 * @returns undefined if it holds no folders
 * @throws InputError DATA_SPLIT if the split is not there, DATA_AMBIGUOUS if it cannot be told from a class, FILE_UNREADABLE
 */
export async function classRootOf(
  files: FolderFiles,
  folder: string,
  entries: readonly FolderEntry[],
  split: Split,
): Promise<ClassRoot | undefined> {
  const folders = entries.filter(isClassFolder)
  if (folders.length === 0) return undefined
  const splits = await splitsAmong(files, folders)
  if (splits.length === 0) return ofOneSplit(folder, entries, folders, split)
  const other =
    splits.length < 2
      ? await firstWithPictures(
          files,
          folders.filter((one) => !splits.includes(one)),
        )
      : undefined
  if (other) {
    throw new InputError(
      'DATA_AMBIGUOUS',
      `${folder} holds the folder ${splits[0]!.name}, a split or a class, and also ${other.name}: which are the data?`,
    )
  }
  return ofSplits(files, folder, entries, splits, split)
}

/** Some archives of MNIST hold each file in a folder of its name. */
export function isClassFolder({ name, kind }: FolderEntry): boolean {
  return kind === 'folder' && !isIdxFile(name)
}

/** Folders called as splits that hold folders and no pictures of their own: `train` may be a class of vehicles. */
async function splitsAmong(files: FolderFiles, folders: readonly FolderEntry[]): Promise<FolderEntry[]> {
  const splits: FolderEntry[] = []
  for (const folder of folders.filter(({ name }) => SPLITS.some(([, pattern]) => pattern.test(name)))) {
    const inside = await files.list(folder.path)
    if (inside.some(isClassFolder) && !(await anyPicture(files, inside))) splits.push(folder)
  }
  return splits
}

async function anyPicture(files: FolderFiles, entries: readonly FolderEntry[]): Promise<boolean> {
  for (const { kind, path } of entries) if (kind === 'file' && (await files.isPicture(path))) return true
  return false
}

/** The first of some folders with a picture in it or below. */
export async function firstWithPictures(
  files: FolderFiles,
  folders: readonly FolderEntry[],
): Promise<FolderEntry | undefined> {
  for (const folder of folders) {
    if ((await files.findPictures(folder.path, new NotRead())).length > 0) return folder
  }
  return undefined
}

function ofOneSplit(
  folder: string,
  entries: readonly FolderEntry[],
  folders: readonly FolderEntry[],
  split: Split,
): ClassRoot {
  if (split === 'train') {
    throw new InputError(
      'DATA_SPLIT',
      `${folder} holds class folders, but no folder train with them: it is a test split, and nothing to train on`,
    )
  }
  const classes = folders.map(({ name }) => name)
  return { path: folder, folders, classes, notRead: beside(entries, folders) }
}

async function ofSplits(
  files: FolderFiles,
  folder: string,
  entries: readonly FolderEntry[],
  splits: readonly FolderEntry[],
  split: Split,
): Promise<ClassRoot> {
  const called = (wanted: Split) =>
    splits.filter(({ name }) => SPLITS.some(([own, pattern]) => own === wanted && pattern.test(name)))
  const [own, other] = called(split)
  if (own === undefined) {
    throw new InputError(
      'DATA_SPLIT',
      `${folder} has no folder ${split}, only ${splits.map(({ name }) => name).join(', ')}: ${splits[0]!.path} is read as a test split where it is named`,
    )
  }
  if (other !== undefined) {
    throw new InputError(
      'DATA_AMBIGUOUS',
      `${folder} holds ${own.name}, and also ${other.name}: which is the ${split} split?`,
    )
  }
  const inside = await files.list(own.path)
  const folders = inside.filter(isClassFolder)
  const [train = own] = called('train')
  const classes = (await files.list(train.path)).filter(isClassFolder).map(({ name }) => name)
  const stranger = folders.find(({ name }) => !classes.includes(name))
  if (stranger !== undefined) {
    throw new InputError('DATA_CLASSES', `${own.path} has a folder ${stranger.name}, and ${train.path} none`)
  }
  const notRead = beside(inside, folders)
  for (const entry of entries) if (!splits.includes(entry)) notRead.add(entry.kind, entry.name)
  if (own.text !== undefined) notRead.addFollowed(own.name, own.text)
  return { path: own.path, folders, classes, notRead }
}

/**
 * What lies beside class folders.
 *
 * @throws InputError DATA_LINK for a link that leads nowhere and may have been to a class
 */
function beside(entries: readonly FolderEntry[], folders: readonly FolderEntry[]): NotRead {
  const notRead = new NotRead()
  for (const entry of entries) {
    const { name, path, kind } = entry
    if (kind === 'dangling' && !hasEnding(name)) {
      throw new InputError('DATA_LINK', `${path} is a link that leads nowhere`)
    }
    if (entry.text !== undefined) notRead.addFollowed(name, entry.text)
    if (!folders.includes(entry))
      notRead.add(kind === 'file' && isCalledPicture(name) ? 'outside' : kind, name)
  }
  return notRead
}
