import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { inputError } from '../input-error.js'
import { MANIFEST_FILE } from './manifest.js'
import { readIfThere } from './read-if-there.js'

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
  const files = filesOf(bytes)
  if (!files) throw inputError('MANIFEST_FORMAT', `${path} is damaged, or no umbra.manifest/1 document`)
  return files
}

function filesOf(bytes: Uint8Array): DocumentedFiles | undefined {
  try {
    const { schema, files } = JSON.parse(new TextDecoder().decode(bytes))
    const whole =
      schema === 'umbra.manifest/1' &&
      files.every(
        (file: Record<string, unknown>) =>
          typeof file.name === 'string' &&
          typeof file.sha256 === 'string' &&
          Number.isSafeInteger(file.bytes),
      )
    return whole ? new Map(files.map((file: { name: string }) => [file.name, file])) : undefined
  } catch {
    return undefined
  }
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
  const bytes = await readIfThere(join(folder, MANIFEST_FILE))
  const files = bytes && filesOf(bytes)
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
