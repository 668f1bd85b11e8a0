import { lstat, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { NotRead } from '@umbra/core/explain'
import { matchPattern } from '../disk/match-pattern.js'
import { inputError } from '../input-error.js'
import type { Terminal } from '../terminal/terminal.js'
import { findPictures } from './find-pictures.js'
import { STANDARD_INPUT } from './standard-input.js'

type Told = Pick<Terminal, 'note' | 'warn'>

/**
 * The pictures that paths name: files, folders of PNG, JPEG and WebP files with the folders below them, and patterns such as
 * `photos/*.jpg`, each in the order of their names; and `-`, standard input. A file named twice is there once.
 *
 * @param terminal - told what of a folder is left out
 * @throws InputError IMAGE_NOT_FOUND if a path names none, FILE_UNREADABLE, FOLDER_TOO_DEEP
 */
export async function findImages(paths: readonly string[], terminal?: Told): Promise<string[]> {
  const found = new Map<string, string>()
  for (const path of paths) {
    for (const image of await imagesAt(path, terminal)) {
      if (!found.has(resolve(image))) found.set(resolve(image), image)
    }
  }
  return [...found.values()]
}

async function imagesAt(path: string, terminal?: Told): Promise<string[]> {
  if (path === STANDARD_INPUT) return [path]
  const there = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EACCES' || cause.code === 'EPERM') {
      throw inputError('FILE_UNREADABLE', `${path} cannot be read: ${cause.code}`, cause)
    }
    return undefined
  })
  if (there?.isDirectory()) return imagesIn(path, terminal)
  if (there) return [path]
  const dangling = await lstat(path).catch(() => undefined)
  if (dangling) throw inputError('IMAGE_NOT_FOUND', `${path} is a link that leads nowhere`)
  const matched = /[*?[{]/.test(path) ? await matchPattern(path) : []
  if (matched.length === 0) throw inputError('IMAGE_NOT_FOUND', `there is no picture ${path}`)
  const images: string[] = []
  for (const one of matched) images.push(...(await imagesAt(one, terminal)))
  return images
}

async function imagesIn(folder: string, terminal?: Told): Promise<string[]> {
  const notRead = new NotRead()
  const images = await findPictures(folder, notRead)
  if (images.length === 0) {
    throw inputError(
      'IMAGE_NOT_FOUND',
      `the folder ${folder} holds no PNG, JPEG or WebP file${notRead.ending}`,
    )
  }
  if (notRead.followed) terminal?.note(`${folder}: ${notRead.followed}`)
  if (notRead.text) {
    terminal?.[notRead.matters ? 'warn' : 'note'](`${folder}: ${images.length} pictures${notRead.ending}`)
  }
  return images
}
