import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { type EntryKind, type FolderEntry, isClutter } from '@umbra/core/explain'
import { inputError } from '../input-error.js'

/** Longest path of a link. */
const LONGEST_PATH = 4096

/**
 * What a folder holds, in the order of code units, which is every machine’s; hidden files and what systems leave behind are not
 * there.
 *
 * @throws InputError FILE_UNREADABLE if the folder, or what a link leads to, may not be looked at
 */
export async function listFolder(folder: string): Promise<FolderEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause) => unreadable(folder, cause))
  const own = entries.filter(({ name }) => !isClutter(name))
  const found = await Promise.all(own.map((entry) => described(folder, entry)))
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function described(folder: string, entry: Dirent): Promise<FolderEntry> {
  const { name } = entry
  const path = join(folder, name)
  const kind = await kindOf(entry, path)
  const text = kind === 'file' && extname(name) === '' ? await folderInText(folder, path) : undefined
  return text === undefined
    ? { name, path, kind, link: entry.isSymbolicLink() }
    : { name, path: resolve(folder, text), kind: 'folder', link: true, text }
}

/**
 * The path that a file holds, if it is of a folder and all there is: what git makes of a link on a system without links. It
 * leads no further than the link would; but a file that holds `1` may be a number and one with `/home/me` a note, so that it
 * has to be a path from here, through a folder.
 */
async function folderInText(folder: string, path: string): Promise<string | undefined> {
  const about = await stat(path)
  if (about.size === 0 || about.size > LONGEST_PATH) return undefined
  const text = await readFile(path, 'utf8').catch(() => '')
  if (!/^[^/\0\r\n]+\/[^\0\r\n]+$/.test(text)) return undefined
  const found = await stat(resolve(folder, text)).catch(() => undefined)
  return found?.isDirectory() ? text : undefined
}

async function kindOf(entry: Dirent, path: string): Promise<EntryKind> {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'folder'
  // A link, or a file system that does not tell.
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ELOOP', 'ENOTDIR'].includes(cause.code ?? '')) return undefined
    return unreadable(path, cause)
  })
  if (!found) return 'dangling'
  return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'special'
}

function unreadable(path: string, cause: NodeJS.ErrnoException): never {
  throw inputError('FILE_UNREADABLE', `${path} cannot be read: ${cause.code ?? cause.message}`, cause)
}
