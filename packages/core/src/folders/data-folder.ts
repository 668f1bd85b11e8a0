import { openNpz } from '../arrays/index.js'
import { isIdxFile, namesDataset, splitsOfIdxFiles } from '../dataset/index.js'
import { InputError } from '../errors.js'
import { firstWithPictures, isClassFolder } from './class-root.js'
import type { FolderEntry, FolderFiles } from './folder-files.js'
import { NotRead } from './not-read.js'

/** What a folder of data is. */
export type DataFolder =
  | {
      readonly kind: 'idx' | 'npy' | 'npz'
      readonly files: readonly FolderEntry[]
      readonly notRead: NotRead
    }
  | { readonly kind: 'pictures'; readonly entries: readonly FolderEntry[] }

/** A dataset kept in files, whole or in part. */
interface Evidence {
  readonly data: Exclude<DataFolder, { kind: 'pictures' }>
  /** In words, for where it is one of several. */
  readonly words: string
  /** Whether images and labels of a split are there. */
  readonly whole: boolean
}

const NPY = ['images.npy', 'labels.npy'] as const

/**
 * What a folder of data is, by the strongest evidence: files of known names (IDX, `images.npy` and `labels.npy`, an NPZ archive
 * of such arrays), which folders beside them do not change; else folders of pictures.
 *
 * @throws InputError DATA_AMBIGUOUS if it holds several datasets, DATA_LINK, FILE_UNREADABLE
 */
export async function dataFolderOf(files: FolderFiles, folder: string): Promise<DataFolder> {
  const entries = await files.list(folder)
  const broken = entries.find(({ name, kind }) => kind === 'dangling' && isDataFile(name))
  if (broken) throw new InputError('DATA_LINK', `${broken.path} is a link that leads nowhere`)
  const evidence = await evidenceIn(files, entries)
  const whole = evidence.filter((one) => one.whole)
  if (whole.length > 1) throw ambiguous(folder, whole[0]!.words, whole[1]!.words)
  // Names that are nobody else's settle it; an archive may be anything's, and a file without its partner too.
  if (whole[0] && whole[0].data.kind !== 'npz') return whole[0].data
  const [likely = whole[0]] = whole.length ? whole : evidence
  const pictures = likely && (await firstWithPictures(files, entries.filter(isClassFolder)))
  if (likely && pictures) throw ambiguous(folder, likely.words, `pictures in the folder ${pictures.name}`)
  return likely ? likely.data : { kind: 'pictures', entries }
}

function ambiguous(folder: string, a: string, b: string): Error {
  return new InputError('DATA_AMBIGUOUS', `${folder} holds ${a}, and also ${b}: which are the data?`)
}

function isDataFile(name: string): boolean {
  return isIdxFile(name) || (NPY as readonly string[]).includes(name) || /\.npz$/i.test(name)
}

async function evidenceIn(files: FolderFiles, entries: readonly FolderEntry[]): Promise<Evidence[]> {
  const there = entries.filter(({ kind }) => kind === 'file')
  const found: Evidence[] = []
  const dataOf = (kind: Evidence['data']['kind'], read: readonly FolderEntry[]) => ({
    ...{ kind, files: read },
    notRead: allBut(entries, read),
  })
  const idx = there.filter(({ name }) => isIdxFile(name))
  if (idx.length > 0) {
    found.push({
      data: dataOf('idx', idx),
      words: `IDX files (${idx[0]!.name}${idx.length > 1 ? ', …' : ''})`,
      whole: splitsOfIdxFiles(idx.map(({ name }) => name)).length > 0,
    })
  }
  const npy = NPY.flatMap((name) => there.find((entry) => entry.name === name) ?? [])
  if (npy.length > 0) {
    found.push({
      data: dataOf('npy', npy),
      words: npy.map(({ name }) => name).join(' and '),
      whole: npy.length === NPY.length,
    })
  }
  for (const file of there.filter(({ name }) => /\.npz$/i.test(name))) {
    const whole = await isDataset(files, file)
    // An archive of other things is no dataset, unless there is nothing else to be told about.
    if (!whole && entries.length > 1) continue
    found.push({ data: dataOf('npz', [file]), words: file.name, whole })
  }
  return found
}

function allBut(entries: readonly FolderEntry[], read: readonly FolderEntry[]): NotRead {
  const notRead = new NotRead()
  for (const entry of entries) if (!read.includes(entry)) notRead.add(entry.kind, entry.name)
  return notRead
}

async function isDataset(files: FolderFiles, { path, name }: FolderEntry): Promise<boolean> {
  try {
    const bytes = await files.read(path)
    return bytes !== null && namesDataset(openNpz(bytes, name).names)
  } catch {
    // Damaged, or too large to be read: if it is meant, reading it says so.
    return false
  }
}
