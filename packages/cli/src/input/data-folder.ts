import { join } from 'node:path'
import { isIdxFile, namesDataset, openNpz, splitsOfIdxFiles } from '@umbra/core/explain'
import { type FolderEntry, listFolder } from '../disk/list-folder.js'
import { NotRead } from '../disk/not-read.js'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { firstWithPictures, isClassFolder } from './class-root.js'

/** What a folder of data is. */
export type DataFolder =
  | { readonly kind: 'idx'; readonly files: readonly string[]; readonly notRead: NotRead }
  | { readonly kind: 'npy'; readonly notRead: NotRead }
  | { readonly kind: 'npz'; readonly file: string; readonly notRead: NotRead }
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
export async function dataFolderOf(folder: string): Promise<DataFolder> {
  const entries = await listFolder(folder)
  const broken = entries.find(({ name, kind }) => kind === 'dangling' && isDataFile(name))
  if (broken) throw inputError('DATA_LINK', `${join(folder, broken.name)} is a link that leads nowhere`)
  const evidence = await evidenceIn(folder, entries)
  const whole = evidence.filter((one) => one.whole)
  if (whole.length > 1) throw ambiguous(folder, whole[0]!.words, whole[1]!.words)
  // Names that are nobody else's settle it; an archive may be anything's, and a file without its partner too.
  if (whole[0] && whole[0].data.kind !== 'npz') return whole[0].data
  const [likely = whole[0]] = whole.length ? whole : evidence
  const pictures = likely && (await firstWithPictures(entries.filter(isClassFolder)))
  if (likely && pictures) throw ambiguous(folder, likely.words, `pictures in the folder ${pictures.name}`)
  return likely ? likely.data : { kind: 'pictures', entries }
}

function ambiguous(folder: string, a: string, b: string): Error {
  return inputError('DATA_AMBIGUOUS', `${folder} holds ${a}, and also ${b}: which are the data?`)
}

function isDataFile(name: string): boolean {
  return isIdxFile(name) || (NPY as readonly string[]).includes(name) || /\.npz$/i.test(name)
}

async function evidenceIn(folder: string, entries: readonly FolderEntry[]): Promise<Evidence[]> {
  const files = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name)
  const found: Evidence[] = []
  const idx = files.filter(isIdxFile)
  if (idx.length > 0) {
    found.push({
      data: { kind: 'idx', files: idx, notRead: allBut(entries, idx) },
      words: `IDX files (${idx[0]}${idx.length > 1 ? ', …' : ''})`,
      whole: splitsOfIdxFiles(idx).length > 0,
    })
  }
  const npy = NPY.filter((name) => files.includes(name))
  if (npy.length > 0) {
    found.push({
      data: { kind: 'npy', notRead: allBut(entries, npy) },
      words: npy.join(' and '),
      whole: npy.length === NPY.length,
    })
  }
  const archives = files.filter((name) => /\.npz$/i.test(name))
  for (const file of archives) {
    const whole = await isDataset(join(folder, file), file)
    // An archive of other things is no dataset, unless there is nothing else to be told about.
    if (!whole && entries.length > 1) continue
    found.push({ data: { kind: 'npz', file, notRead: allBut(entries, [file]) }, words: file, whole })
  }
  return found
}

function allBut(entries: readonly FolderEntry[], read: readonly string[]): NotRead {
  const notRead = new NotRead()
  for (const { name, kind } of entries) if (!read.includes(name)) notRead.add(kind, name)
  return notRead
}

async function isDataset(path: string, name: string): Promise<boolean> {
  try {
    const bytes = await readIfThere(path)
    return bytes !== null && namesDataset(openNpz(bytes, name).names)
  } catch {
    // Damaged, or too large to be read: if it is meant, reading it says so.
    return false
  }
}
