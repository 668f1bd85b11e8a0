import { stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { inputError } from '../input-error.js'

const EXTENSIONS = '{png,jpg,jpeg}'

/**
 * The pictures that paths name: files, folders of PNG and JPEG files, and patterns such as `photos/*.jpg`, each in the order
 * of their names.
 *
 * @throws InputError IMAGE_NOT_FOUND if a path names none
 */
export async function findImages(paths: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    const images = await imagesAt(path)
    if (images.length === 0) throw inputError('IMAGE_NOT_FOUND', `there is no picture ${path}`)
    found.push(...images)
  }
  return [...new Set(found)]
}

async function imagesAt(path: string): Promise<string[]> {
  const there = await stat(path).catch(() => undefined)
  if (there?.isDirectory()) return imagesIn(path)
  if (there) return [path]
  if (!/[*?[{]/.test(path)) return []
  const options = { caseSensitiveMatch: false, expandDirectories: false, absolute: isAbsolute(path) }
  const { glob } = await import('tinyglobby')
  return (await glob(path, options)).sort()
}

/** The PNG and JPEG files of a folder by name, in the order of code units, which is every machine’s. */
export async function imagesIn(folder: string): Promise<string[]> {
  const { glob } = await import('tinyglobby')
  const names = await glob(`*.${EXTENSIONS}`, {
    cwd: folder,
    caseSensitiveMatch: false,
    expandDirectories: false,
  })
  return names.sort().map((name) => join(folder, name))
}
