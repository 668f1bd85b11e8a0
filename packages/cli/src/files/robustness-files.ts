import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Dataset,
  isAbout,
  parseJson,
  type RobustnessGrid,
  type RobustnessResult,
  type Study,
  type StudyConfig,
  version,
} from '@umbra/core'
import { inputError } from '../input-error.js'
import { contentName } from './destination.js'
import { OUTPUT_ROOT } from './model-cache.js'
import { readIfThere } from './read-if-there.js'

/** What a robustness result is written to. */
export const ROBUSTNESS_FILE = 'robustness.json'

/** `robustness-6-8-1f2e3d4c`: the same study, grid, networks and data always have the same name. */
export function robustnessName(
  config: StudyConfig,
  grid: RobustnessGrid,
  models: readonly string[],
  data: Dataset['sha256'],
): string {
  const identity = [version, Object.entries(config).sort(), grid, models, data.images, data.labels]
  return contentName(['robustness', ...config.classes], identity)
}

/** A robustness result, and the path it was read from. */
export interface FoundRobustness {
  readonly path: string
  readonly result: RobustnessResult
}

/**
 * Reads the robustness result at a path: the file, or the folder it lies in.
 *
 * @throws InputError ROBUSTNESS_NOT_FOUND, ROBUSTNESS_FORMAT
 */
export async function readRobustness(path: string): Promise<FoundRobustness> {
  const folder = (await stat(path).catch(() => undefined))?.isDirectory()
  const file = folder ? join(path, ROBUSTNESS_FILE) : path
  const bytes = await readIfThere(file)
  if (!bytes) throw inputError('ROBUSTNESS_NOT_FOUND', `there is no ${file}`)
  return { path: file, result: parsed(bytes, file) }
}

/** The newest robustness result about a study's classes, data and model, in a folder or in those Umbra made. */
export async function findRobustness(study: Study, folder: string): Promise<FoundRobustness | undefined> {
  const made = await readdir(OUTPUT_ROOT).catch(() => [])
  const folders = [
    folder,
    ...made.filter((name) => name.startsWith('robustness-')).map((name) => join(OUTPUT_ROOT, name)),
  ]
  const found: (FoundRobustness & { readonly created: string })[] = []
  for (const path of new Set(folders)) {
    const file = join(path, ROBUSTNESS_FILE)
    const bytes = await readIfThere(file)
    const result = bytes && readable(bytes, file)
    if (!result || !isAbout(result, study)) continue
    const { sha256 } = study.result.provenance.model
    if (!result.models.some((model) => model.sha256 === sha256)) continue
    found.push({ path: file, result, created: result.provenance.created })
  }
  return found.sort((a, b) => a.created.localeCompare(b.created)).at(-1)
}

function parsed(bytes: Uint8Array, file: string): RobustnessResult {
  const document = parseJson(bytes, file, 'ROBUSTNESS_FORMAT') as RobustnessResult | null
  if (document?.schema === 'umbra.robustness/1') return document
  throw inputError('ROBUSTNESS_FORMAT', `${file} is not an umbra.robustness/1 document`)
}

/** The same of a file that nobody named, which need not be one. */
function readable(bytes: Uint8Array, file: string): RobustnessResult | undefined {
  try {
    return parsed(bytes, file)
  } catch {
    return undefined
  }
}
