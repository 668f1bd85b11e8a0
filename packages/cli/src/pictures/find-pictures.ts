import { open, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { isReadPicture, type NotRead, reasonNotRead } from '@umbra/core/explain'
import { listFolder } from '../disk/list-folder.js'
import { inputError } from '../input-error.js'

/** Most folders within folders. */
const DEEPEST = 64

interface Found {
  /** Path below the folder, with `/` between. */
  readonly place: string
  readonly path: string
  /** Where it lies, links followed. */
  readonly real: string
  readonly link: boolean
}

/**
 * The PNG, JPEG and WebP files of a folder and of those below it, links followed, each file once, in the order of their paths by code
 * units. What has no ending, or that of another kind of picture, is told by its first bytes.
 *
 * @param notRead - takes what is left out
 * @returns paths that begin with the folder's own
 * @throws InputError FILE_UNREADABLE, FOLDER_TOO_DEEP
 */
export async function findPictures(folder: string, notRead: NotRead): Promise<string[]> {
  const top = await realpath(folder)
  const seen = new Set<string>()
  // A link to a folder above would bring in what lies beside.
  for (const start of [dirname(top), await realpath(dirname(resolve(folder)))]) {
    for (let above = start; !seen.has(above); above = dirname(above)) seen.add(above)
  }
  // Folders come before links to folders, so that a picture is found where it lies if it lies below the folder.
  const folders: Found[] = [{ place: '', path: folder, real: top, link: false }]
  const links: Found[] = []
  const pictures: Found[] = []
  for (let at = folders.shift(); at; at = folders.shift() ?? links.shift()) {
    if (seen.has(at.real)) {
      notRead.add('repeated', at.place)
      continue
    }
    seen.add(at.real)
    if (at.place.split('/').length > DEEPEST) {
      throw inputError(
        'FOLDER_TOO_DEEP',
        `${join(folder, at.place)}: expected at most ${DEEPEST} folders within folders`,
      )
    }
    await lookInto(at)
  }
  return once(pictures, notRead).map(({ path }) => path)

  async function lookInto({ place: above, path: pathAbove, real: realAbove }: Found): Promise<void> {
    for (const { name, path, kind, link, text } of await listFolder(pathAbove)) {
      const place = above ? `${above}/${name}` : name
      if (text !== undefined) notRead.addFollowed(place, text)
      if (kind === 'dangling' || kind === 'special') notRead.add(kind, place)
      else if (kind === 'file' && !(await isPicture(path))) {
        notRead.add(reasonNotRead(name), place)
      } else {
        const list = kind === 'file' ? pictures : link ? links : folders
        list.push({ place, path, real: link ? await realpath(path) : join(realAbove, name), link })
      }
    }
  }
}

/** Each file where it lies itself if it does, else at the first link to it; in order. */
function once(pictures: readonly Found[], notRead: NotRead): Found[] {
  const byFile = new Map<string, Found>()
  const inOrder = pictures.toSorted((a, b) => (a.place < b.place ? -1 : 1))
  for (const found of [...inOrder.filter(({ link }) => !link), ...inOrder.filter(({ link }) => link)]) {
    if (byFile.has(found.real)) notRead.add('repeated', found.place)
    else byFile.set(found.real, found)
  }
  return [...byFile.values()].sort((a, b) => (a.place < b.place ? -1 : 1))
}

/** Whether a file is a PNG, JPEG or WebP: by its name, or its first bytes where the name does not tell. */
export function isPicture(path: string): Promise<boolean> {
  return isReadPicture(basename(path), (count) => firstBytes(path, count))
}

async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(count), 0, count, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
