import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { OUTPUT_ROOT } from '../disk/output-root.js'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { documentedFiles, requireDocumented } from './documented-files.js'

/** A result that a study quotes, and the path it was read from. */
export interface FoundResult<R> {
  readonly path: string
  readonly result: R
}

/** A kind of result that studies quote. */
export interface QuotedKind<R> {
  /** The document that holds it. */
  readonly file: string
  /** What folders of such results begin with, where they are called by what they are of. */
  readonly prefix: string
  /** The code of an error where there is none. */
  readonly missing: string
  parse(bytes: Uint8Array, name: string): R
}

/**
 * Reads the result at a path: the file, or the folder it lies in.
 *
 * @throws InputError of the kind's codes, MANIFEST_FORMAT, FILE_DAMAGED
 */
export async function readQuoted<R>(path: string, kind: QuotedKind<R>): Promise<FoundResult<R>> {
  const folder = (await stat(path).catch(() => undefined))?.isDirectory()
  const file = folder ? join(path, kind.file) : path
  const result = await readDocument(file, kind)
  if (!result) throw inputError(kind.missing, `there is no ${file}`)
  return { path: file, result }
}

/**
 * The newest result that fits, in a folder or in those Umbra made.
 *
 * @param note - is told of those that cannot be read, which nobody named and which therefore stop nothing
 */
export async function newestQuoted<R extends { readonly provenance: { readonly created: string } }>(
  kind: QuotedKind<R>,
  folder: string,
  fits: (result: R) => boolean,
  note: (text: string) => void,
): Promise<FoundResult<R> | undefined> {
  const made = await readdir(OUTPUT_ROOT).catch(() => [])
  const folders = [
    folder,
    ...made.filter((name) => name.startsWith(kind.prefix)).map((name) => join(OUTPUT_ROOT, name)),
  ]
  const found: FoundResult<R>[] = []
  for (const path of new Set(folders)) {
    const file = join(path, kind.file)
    const result = await readDocument(file, kind).catch((error: Error) =>
      note(`Not quoted: ${error.message}`),
    )
    if (result && fits(result)) found.push({ path: file, result })
  }
  const created = ({ result }: FoundResult<R>) => result.provenance.created
  return found.sort((a, b) => created(a).localeCompare(created(b))).at(-1)
}

/**
 * Reads a document, which must be as the manifest beside it says where that lists it: a copy may lie alone.
 *
 * @returns undefined where there is none
 */
async function readDocument<R>(file: string, { parse }: QuotedKind<R>): Promise<R | undefined> {
  const bytes = await readIfThere(file)
  if (!bytes) return undefined
  const documented = await documentedFiles(dirname(file))
  if (documented?.has(basename(file))) requireDocumented(documented, dirname(file), basename(file), bytes)
  return parse(bytes, file)
}
