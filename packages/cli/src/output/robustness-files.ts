import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isAbout, parseRobustness, type RobustnessResult, type Study } from '@umbra/core/study'
import { OUTPUT_ROOT } from '../disk/output-root.js'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { documentedFiles, requireDocumented } from './documented-files.js'

/** What a robustness result is written to. */
export const ROBUSTNESS_FILE = 'robustness.json'

/** A robustness result, and the path it was read from. */
export interface FoundRobustness {
  readonly path: string
  readonly result: RobustnessResult
}

/**
 * Reads the robustness result at a path: the file, or the folder it lies in.
 *
 * @throws InputError ROBUSTNESS_NOT_FOUND, ROBUSTNESS_FORMAT, MANIFEST_FORMAT, FILE_DAMAGED
 */
export async function readRobustness(path: string): Promise<FoundRobustness> {
  const folder = (await stat(path).catch(() => undefined))?.isDirectory()
  const file = folder ? join(path, ROBUSTNESS_FILE) : path
  const result = await readDocument(file)
  if (!result) throw inputError('ROBUSTNESS_NOT_FOUND', `there is no ${file}`)
  return { path: file, result }
}

/**
 * The newest robustness result about a study's classes, data and model, in a folder or in those Umbra made.
 *
 * @param note - is told of those that cannot be read, which nobody named and which therefore stop nothing
 */
export async function findRobustness(
  study: Study,
  folder: string,
  note: (text: string) => void,
): Promise<FoundRobustness | undefined> {
  const made = await readdir(OUTPUT_ROOT).catch(() => [])
  const folders = [
    folder,
    ...made.filter((name) => name.startsWith('robustness-')).map((name) => join(OUTPUT_ROOT, name)),
  ]
  const found: (FoundRobustness & { readonly created: string })[] = []
  for (const path of new Set(folders)) {
    const file = join(path, ROBUSTNESS_FILE)
    const result = await readDocument(file).catch((error: Error) => note(`Not quoted: ${error.message}`))
    if (!result || !isAbout(result, study)) continue
    const { sha256 } = study.result.provenance.model
    if (!result.models.some((model) => model.sha256 === sha256)) continue
    found.push({ path: file, result, created: result.provenance.created })
  }
  return found.sort((a, b) => a.created.localeCompare(b.created)).at(-1)
}

/**
 * Reads a document, which must be as the manifest beside it says where that lists it: a copy may lie alone.
 *
 * @returns undefined where there is none
 */
async function readDocument(file: string): Promise<RobustnessResult | undefined> {
  const bytes = await readIfThere(file)
  if (!bytes) return undefined
  const documented = await documentedFiles(dirname(file))
  if (documented?.has(basename(file))) requireDocumented(documented, dirname(file), basename(file), bytes)
  return parseRobustness(bytes, file)
}
