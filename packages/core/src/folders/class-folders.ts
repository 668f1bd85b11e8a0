import { type Dataset, type Split, sha256 } from '../dataset/index.js'
import { InputError } from '../errors.js'
import type { ClassRoot } from './class-root.js'
import type { FolderFiles } from './folder-files.js'
import { NotRead } from './not-read.js'
import { type PictureOptions, readPictures } from './read-pictures.js'

/** Class folders whose pictures are found and numbered, and not read yet. */
export interface FoundClasses {
  readonly root: ClassRoot
  /** Where the pictures are, class folder by class folder. */
  readonly paths: readonly string[]
  /** [N] their classes. */
  readonly labels: Uint16Array
  readonly classNames: readonly string[]
}

/**
 * Finds the pictures of a dataset of one folder of PNG, JPEG and WebP files per class, those in folders below it among them. Classes are
 * those of the model, where all folders are called after one; else the folders of the training split, in order.
 *
 * @throws InputError DATA_CLASSES, DATA_EMPTY, and all that finding pictures throws
 */
export async function findClasses(
  files: FolderFiles,
  root: ClassRoot,
  options: PictureOptions,
): Promise<FoundClasses> {
  const found = await picturesOf(files, root, options)
  const { classNames, labelOf } = classesOf([...found.keys()], root, options)
  return {
    root,
    paths: [...found.values()].flat(),
    labels: Uint16Array.from([...found].flatMap(([folder, own]) => own.map(() => labelOf(folder)))),
    classNames,
  }
}

/**
 * Reads pictures that were found.
 *
 * @throws InputError DATA_TOO_LARGE, IMAGE_SIZES, and all that reading pictures throws
 */
export async function readClasses(
  files: FolderFiles,
  { root, paths, labels: all, classNames }: FoundClasses,
  split: Split,
  options: PictureOptions,
): Promise<Dataset> {
  const { images, labels, sha256: hash, steps, repeated } = await readPictures(files, paths, all, options)
  const { text, followed, matters } = root.notRead
  options.note?.(`${root.path}: ${labels.length} pictures, the first ${steps.join(', ')}`)
  if (followed) options.note?.(`${root.path}: ${followed}`)
  if (text) (matters ? (options.warn ?? options.note) : options.note)?.(`${root.path}: not read: ${text}`)
  if (repeated) (options.warn ?? options.note)?.(`${root.path}: ${repeated}`)
  return {
    name: `${nameOf(files.namesOf(root.path), split)} ${split}`,
    images,
    labels,
    classNames,
    sha256: { images: hash, labels: await hashOf(labels) },
  }
}

/** A folder of a split is called as the dataset it is of. */
function nameOf(names: readonly string[], split: Split): string {
  return (names.at(-1) === split ? names.at(-2) : names.at(-1)) ?? ''
}

/** Of bytes where bytes do. */
function hashOf(labels: Uint16Array): Promise<string> {
  const small = labels.every((label) => label <= 255)
  return sha256(
    small ? Uint8Array.from(labels) : new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength),
  )
}

/** The pictures of each class folder, the folders in order. @throws InputError DATA_EMPTY if a class has none */
async function picturesOf(
  files: FolderFiles,
  { path: root, folders, notRead }: ClassRoot,
  { classNames }: PictureOptions,
): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>()
  const places = new Map(folders.map(({ name, path }) => [name, path]))
  for (const folder of inOrder([...places.keys()])) {
    const left = new NotRead()
    const paths = await files.findPictures(places.get(folder)!, left)
    const noClass = classNames && !classNames.some((name) => sameName(name, folder))
    if (paths.length > 0) found.set(folder, paths)
    else if (noClass) notRead.add('folder', folder)
    else {
      throw new InputError(
        'DATA_EMPTY',
        `the class folder ${places.get(folder)} holds no PNG, JPEG or WebP file${left.text && `, only ${left.text}`}`,
      )
    }
    notRead.addAll(left, folder)
  }
  if (found.size === 0)
    throw new InputError('DATA_EMPTY', `the class folders of ${root} hold no PNG, JPEG or WebP file`)
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
    throw new InputError(
      'DATA_CLASSES',
      `${path} has a folder ${stranger}, and the model no class of that name: ${classNames.join(', ')}`,
    )
  }
  if (classes !== undefined && all.length !== classes) {
    throw new InputError('DATA_CLASSES', `${path} has ${all.length} class folders, expected ${classes}`)
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
    throw new InputError(
      'DATA_CLASSES',
      `${path} has the folders ${same} and ${name}, whose names differ in capitals or accents alone`,
    )
  }
}
