import {
  type FolderEntry,
  type FolderFiles,
  isClutter,
  isReadFormat,
  isReadPicture,
  type NotRead,
  type Pixels,
  pictureFormat,
  reasonNotRead,
} from '@umbra/core'
import { decodePicture } from '../drawing/decode-picture.js'
import type { PickedFile } from '../folders/picked-file.js'
import { StudioError } from '../studio-error.js'

/** Largest file read whole: 1 GiB, as at the command line. */
const LARGEST = 2 ** 30
/** Most folders within folders. */
const DEEPEST = 64
/** First bytes that tell a format. */
const TELLING = 16

/**
 * Folders that a person brought to the page, read as the command line reads its own: there are no links among them.
 *
 * @param onInexact - told of each picture that the browser decoded, which the command line may decode to other bits
 */
export function pickedFiles(picked: readonly PickedFile[], onInexact: (path: string) => void): FolderFiles {
  const files = new Map(picked.map(({ path, file }) => [path, file]))
  const folders = foldersOf(files.keys())
  const list = (folder: string) => folders.get(folder) ?? []
  const isPicture = (path: string) =>
    isReadPicture(nameOf(path), (count) => bytesOf(files.get(path)!.slice(0, count), path))
  return {
    list: async (folder) => list(folder),
    isPicture,
    namesOf: (path) => path.split('/'),
    async read(path) {
      const file = files.get(path)
      return file ? bytesOf(file, path) : null
    },
    findPictures: (folder, notRead) => findPictures(list, isPicture, folder, notRead),
    async picture(path) {
      const { picture, exact } = await pictureOf(files.get(path)!, path)
      if (!exact) onInexact(path)
      return picture
    },
  }
}

/** What every folder holds, its names in the order of code units. */
function foldersOf(paths: Iterable<string>): Map<string, FolderEntry[]> {
  const folders = new Map<string, Map<string, FolderEntry>>()
  for (const path of paths) {
    const names = path.split('/')
    if (names.some(isClutter)) continue
    for (let i = 1; i < names.length; i++) {
      const above = names.slice(0, i).join('/')
      const entries = folders.get(above) ?? new Map<string, FolderEntry>()
      folders.set(above, entries)
      const kind = i === names.length - 1 ? 'file' : 'folder'
      entries.set(names[i]!, { name: names[i]!, path: `${above}/${names[i]}`, kind, link: false })
    }
  }
  const inOrder = (entries: Map<string, FolderEntry>) =>
    [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return new Map([...folders].map(([folder, entries]) => [folder, inOrder(entries)]))
}

async function findPictures(
  list: (folder: string) => readonly FolderEntry[],
  isPicture: (path: string) => Promise<boolean>,
  top: string,
  notRead: NotRead,
): Promise<string[]> {
  const found: string[] = []
  const folders = [top]
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    if (folder.split('/').length - top.split('/').length > DEEPEST) {
      throw new StudioError(
        'FOLDER_TOO_DEEP',
        `${folder}: expected at most ${DEEPEST} folders within folders`,
      )
    }
    for (const { name, path, kind } of list(folder)) {
      if (kind === 'folder') folders.push(path)
      else if (await isPicture(path)) found.push(path)
      else notRead.add(reasonNotRead(name), path.slice(top.length + 1))
    }
  }
  return found.sort((a, b) => (a < b ? -1 : 1))
}

/** Other kinds than the command line reads are refused, though the browser would show them. */
async function pictureOf(
  file: File,
  path: string,
): Promise<{ readonly picture: Pixels; readonly exact: boolean }> {
  const format = pictureFormat(await bytesOf(file.slice(0, TELLING), path))
  if (isReadFormat(format)) return decodePicture(file, path)
  throw new StudioError('IMAGE_FORMAT', `${path} is ${format ?? 'no PNG, JPEG or WebP'}`)
}

async function bytesOf(file: Blob, path: string): Promise<Uint8Array> {
  if (file.size > LARGEST) throw new StudioError('FILE_TOO_LARGE', `${path} is larger than ${LARGEST} bytes`)
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch (cause) {
    throw new StudioError('FILE_UNREADABLE', `${path} cannot be read: ${(cause as Error).message}`, { cause })
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
