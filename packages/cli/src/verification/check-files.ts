import { lstat, readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Difference, Manifest } from '@umbra/core/study'
import { hashOfFile } from '../disk/hash-of-file.js'
import { inputError } from '../input-error.js'
import { MANIFEST_FILE } from '../output/manifest.js'

/** Most names looked at in search of files that are not the result's. */
const MOST_NAMES = 10_000

/** What became of a result's files since they were written. */
export interface CheckedFiles {
  readonly differences: readonly Difference[]
  /** Files that lie there and are not the result's, by name: the first of them. */
  readonly others: readonly string[]
}

/**
 * Compares every file that a manifest lists with what it says of it.
 *
 * @throws InputError RESULT_LINK where one is a link, which may lead anywhere; what the system says of files that cannot be read
 */
export async function checkFiles(
  folder: string,
  { files }: Manifest,
  signal: AbortSignal,
): Promise<CheckedFiles> {
  const differences: Difference[] = []
  for (const file of files) {
    signal.throwIfAborted()
    const what = await differenceOf(folder, file)
    if (what !== undefined) differences.push({ file: file.name, what })
  }
  return { differences, others: await othersIn(folder, new Set(files.map(({ name }) => name))) }
}

async function differenceOf(
  folder: string,
  { name, bytes, sha256 }: Manifest['files'][number],
): Promise<string | undefined> {
  const parts = name.split('/')
  for (const end of parts.keys()) {
    const path = join(folder, ...parts.slice(0, end + 1))
    const found = await lstat(path).catch(() => undefined)
    if (!found) return 'it is missing'
    if (found.isSymbolicLink())
      throw inputError('RESULT_LINK', `${path} is a link: expected the result’s own file`)
    const isLast = end === parts.length - 1
    if (isLast ? !found.isFile() : !found.isDirectory()) return 'it is no file'
    if (isLast && found.size !== bytes) return `it has ${found.size} bytes, ${bytes} when it was written`
  }
  const now = await hashOfFile(join(folder, ...parts), bytes)
  if (now.sha256 === sha256) return undefined
  return `its SHA-256 is ${now.sha256.slice(0, 12)}…, ${sha256.slice(0, 12)}… when it was written`
}

/** Hidden names and kept pieces of work are nobody's results. */
async function othersIn(folder: string, own: ReadonlySet<string>): Promise<string[]> {
  const others: string[] = []
  let looked = 0
  const look = async (below: string): Promise<void> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true })
    for (const entry of entries) {
      if (++looked > MOST_NAMES) return
      const name = below === '' ? entry.name : `${below}${sep}${entry.name}`
      if (entry.name.startsWith('.') || name === 'cells' || name === MANIFEST_FILE) continue
      if (entry.isDirectory()) await look(name)
      else if (!own.has(name.split(sep).join('/'))) others.push(name)
    }
  }
  await look('')
  return others
}
