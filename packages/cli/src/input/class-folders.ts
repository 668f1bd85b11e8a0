import { createHash } from 'node:crypto'
import { basename, resolve } from 'node:path'
import type { Dataset, Split } from '@umbra/core/explain'
import { NotRead } from '../disk/not-read.js'
import { inputError } from '../input-error.js'
import { findPictures } from '../pictures/find-pictures.js'
import { type PictureOptions, readPictures } from '../pictures/read-pictures.js'
import type { ClassRoot } from './class-root.js'

/**
 * Reads a dataset of one folder of PNG, JPEG and WebP files per class, those in folders below it among them. Classes are those of the
 * model, where all folders are called after one; else the folders of the training split, in order.
 *
 * @throws InputError DATA_CLASSES, DATA_EMPTY, DATA_TOO_LARGE, IMAGE_SIZES, and all that finding and reading pictures throws
 */
export async function readClassFolders(
  root: ClassRoot,
  split: Split,
  options: PictureOptions,
): Promise<Dataset> {
  const found = await picturesOf(root, options)
  const { classNames, labelOf } = classesOf([...found.keys()], root, options)
  const paths = [...found.values()].flat()
  const labels = Uint16Array.from([...found].flatMap(([folder, own]) => own.map(() => labelOf(folder))))
  const { images, sha256, steps, repeated } = await readPictures(paths, labels, options)
  const { text, followed, matters } = root.notRead
  options.note?.(`${root.path}: ${paths.length} pictures, the first ${steps.join(', ')}`)
  if (followed) options.note?.(`${root.path}: ${followed}`)
  if (text) (matters ? (options.warn ?? options.note) : options.note)?.(`${root.path}: not read: ${text}`)
  if (repeated) (options.warn ?? options.note)?.(`${root.path}: ${repeated}`)
  return {
    name: `${basename(resolve(root.path, basename(resolve(root.path)) === split ? '..' : '.'))} ${split}`,
    images,
    labels,
    classNames,
    sha256: { images: sha256, labels: hashOf(labels) },
  }
}

/** Of bytes where bytes do. */
function hashOf(labels: Uint16Array): string {
  const bytes = labels.some((label) => label > 255) ? labels : Uint8Array.from(labels)
  return createHash('sha256').update(bytes).digest('hex')
}

/** The pictures of each class folder, the folders in order. @throws InputError DATA_EMPTY if a class has none */
async function picturesOf(
  { path: root, folders, notRead }: ClassRoot,
  { classNames }: PictureOptions,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  const places = new Map(folders.map(({ name, path }) => [name, path]))
  for (const folder of inOrder([...places.keys()])) {
    const left = new NotRead()
    const paths = await findPictures(places.get(folder)!, left)
    const noClass = classNames && !classNames.some((name) => sameName(name, folder))
    if (paths.length > 0) found.set(folder, paths)
    else if (noClass) notRead.add('folder', folder)
    else {
      throw inputError(
        'DATA_EMPTY',
        `the class folder ${places.get(folder)} holds no PNG, JPEG or WebP file${left.text && `, only ${left.text}`}`,
      )
    }
    notRead.addAll(left, folder)
  }
  if (found.size === 0)
    throw inputError('DATA_EMPTY', `the class folders of ${root} hold no PNG, JPEG or WebP file`)
  return found
}

/** By number where all are numbers, else by code units. */
function inOrder(names: readonly string[]): string[] {
  const numbers = names.every((name) => /^\d+$/.test(name))
  return numbers ? names.toSorted((a, b) => Number(a) - Number(b)) : names.toSorted()
}

/** Systems write an accent as a letter of its own or not. */
function sameName(a: string, b: string): boolean {
  return a.normalize() === b.normalize()
}

function classesOf(
  folders: readonly string[],
  { path, classes: all }: ClassRoot,
  { classNames, classes, note }: PictureOptions,
) {
  requireDistinct(folders, path)
  const indices = classes === undefined ? undefined : Array.from({ length: classes }, (_, k) => String(k))
  const known = classNames ?? indices
  const labelIn = (names: readonly string[]) => (folder: string) =>
    names.findIndex((name) => sameName(name, folder))
  const stranger = known && folders.find((folder) => labelIn(known)(folder) < 0)
  if (known && stranger === undefined) return { classNames: known, labelOf: labelIn(known) }
  if (classNames) {
    throw inputError(
      'DATA_CLASSES',
      `${path} has a folder ${stranger}, and the model no class of that name: ${classNames.join(', ')}`,
    )
  }
  if (classes !== undefined && all.length !== classes) {
    throw inputError('DATA_CLASSES', `${path} has ${all.length} class folders, expected ${classes}`)
  }
  const ordered = inOrder(all)
  if (classes !== undefined) {
    const said = ordered.slice(0, 3).map((name, k) => `${name} is class ${k}`)
    note?.(`${path}: class folders in order, ${said.join(', ')}${classes > 3 ? ', …' : ''}`)
  }
  return { classNames: ordered, labelOf: labelIn(ordered) }
}

/** @throws InputError DATA_CLASSES where two folders are called the same to all but the file system */
function requireDistinct(folders: readonly string[], path: string): void {
  const plain = (name: string) => name.normalize().toLowerCase()
  for (const [i, name] of folders.entries()) {
    const same = folders.slice(0, i).find((other) => plain(other) === plain(name))
    if (same === undefined) continue
    throw inputError(
      'DATA_CLASSES',
      `${path} has the folders ${same} and ${name}, whose names differ in capitals or accents alone`,
    )
  }
}
