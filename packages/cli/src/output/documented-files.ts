import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { parseJson } from '@umbra/core/options'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { MANIFEST_FILE } from './manifest.js'

/** What a folder's manifest says of its files, by name. */
export type DocumentedFiles = ReadonlyMap<string, { readonly bytes: number; readonly sha256: string }>

/**
 * Reads the manifest of a folder.
 *
 * @returns undefined where there is none: its results were not finished, or are not Umbra's
 * @throws InputError MANIFEST_FORMAT
 */
export async function documentedFiles(folder: string): Promise<DocumentedFiles | undefined> {
  const path = join(folder, MANIFEST_FILE)
  const bytes = await readIfThere(path)
  if (!bytes) return undefined
  const files = filesOf(parseJson(bytes, path, 'MANIFEST_FORMAT'))
  if (!files) throw inputError('MANIFEST_FORMAT', `${path} is damaged, or no umbra.manifest/1 document`)
  return files
}

function filesOf(document: unknown): DocumentedFiles | undefined {
  const { schema, files } = (document ?? {}) as Record<string, unknown>
  if (schema !== 'umbra.manifest/1' || !Array.isArray(files) || !files.every(isDocumented)) return undefined
  return new Map(files.map((file) => [file.name, file]))
}

function isDocumented(file: unknown): file is { name: string; bytes: number; sha256: string } {
  const { name, bytes, sha256 } = (file ?? {}) as Record<string, unknown>
  return isBelow(name) && typeof sha256 === 'string' && Number.isSafeInteger(bytes)
}

/** Whether a name is of a file in the folder or below it: a manifest comes from anywhere, and must not have others read. */
function isBelow(name: unknown): name is string {
  return typeof name === 'string' && name.split(/[/\\]/).every((part) => !['', '.', '..'].includes(part))
}

/**
 * Makes sure that a file is the one its folder's manifest describes.
 *
 * @throws InputError FILE_DAMAGED
 */
export function requireDocumented(
  files: DocumentedFiles,
  folder: string,
  name: string,
  bytes: Uint8Array | null,
): void {
  const documented = files.get(name)
  const path = join(folder, name)
  if (!bytes) throw inputError('FILE_DAMAGED', `${path} is missing, which ${MANIFEST_FILE} beside it lists`)
  if (!documented) throw inputError('FILE_DAMAGED', `${path} is not in ${MANIFEST_FILE} beside it`)
  const hash = createHash('sha256').update(bytes).digest('hex')
  if (hash === documented.sha256 && bytes.length === documented.bytes) return
  const [expected, found] = [documented.sha256, hash].map((sha256) => `${sha256.slice(0, 12)}…`)
  throw inputError(
    'FILE_DAMAGED',
    `${path} is not the file that ${MANIFEST_FILE} beside it describes: SHA-256 ${found} with ${bytes.length} bytes, expected ${expected} with ${documented.bytes}`,
  )
}

/**
 * Makes sure that a model that Umbra saved is as it was saved. What lies beside others under the name of a manifest, as in the
 * folder of a web page, is none of ours.
 *
 * @throws InputError FILE_DAMAGED
 */
export async function requireModelAsSaved(folder: string): Promise<void> {
  const files = await documentedFiles(folder).catch(() => undefined)
  if (!files?.has('model.json')) return
  for (const name of files.keys())
    requireDocumented(files, folder, name, await readIfThere(join(folder, name)))
}

/**
 * Makes sure that all files of a folder are those its manifest describes.
 *
 * @returns whether there is a manifest
 * @throws InputError MANIFEST_FORMAT, FILE_DAMAGED
 */
export async function requireWhole(folder: string): Promise<boolean> {
  const files = await documentedFiles(folder)
  for (const name of files?.keys() ?? []) {
    requireDocumented(files!, folder, name, await readIfThere(join(folder, name)))
  }
  return files !== undefined
}
