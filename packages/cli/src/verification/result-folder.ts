import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, parseManifest } from '@umbra/core/study'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { MANIFEST_FILE } from '../output/manifest.js'
import { ROBUSTNESS_FILE } from '../output/robustness-files.js'

/** What a result is of, with the document that holds its numbers. */
const KINDS = {
  explanation: 'explanation.json',
  explanations: 'explanations.json',
  pairs: 'pairs.json',
  study: 'result.json',
  faithfulness: 'faithfulness.json',
  methods: 'methods.json',
} as const

export type ResultKind = 'robustness' | keyof typeof KINDS

/** A folder with a finished result. */
export interface ResultFolder {
  readonly path: string
  readonly kind: ResultKind
  readonly manifest: Manifest & { readonly sealed: boolean }
}

/** Largest document read whole: a manifest, or a result's numbers. */
export const LARGEST_DOCUMENT = 2 ** 27

/**
 * Opens a result by its manifest.
 *
 * @throws InputError RESULT_NOT_FOUND, RESULT_KIND, MANIFEST_FORMAT, FILE_DAMAGED, FILE_TOO_LARGE
 */
export async function openResult(path: string): Promise<ResultFolder> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw inputError(
      'RESULT_NOT_FOUND',
      found ? `${path} is a file, expected a result’s folder` : `there is no folder ${path}`,
    )
  }
  const file = join(path, MANIFEST_FILE)
  const bytes = await readIfThere(file, LARGEST_DOCUMENT)
  if (!bytes) {
    throw inputError(
      'RESULT_NOT_FOUND',
      `${path} has no ${MANIFEST_FILE}: its results were not finished, or are not Umbra’s`,
    )
  }
  const manifest = await parseManifest(bytes, file)
  return { path, manifest, kind: kindOf(path, manifest) }
}

function kindOf(path: string, { files, config }: Manifest): ResultKind {
  const has = (name: string) => files.some((file) => file.name === name)
  if (has('part.json'))
    throw inputError(
      'RESULT_KIND',
      `${path} is a part of a result: umbra merge makes the whole, which can be verified`,
    )
  if (has(ROBUSTNESS_FILE) && config.grid !== undefined) return 'robustness'
  const kind = (Object.keys(KINDS) as (keyof typeof KINDS)[]).find((name) => has(KINDS[name]))
  if (kind) return kind
  throw inputError(
    'RESULT_KIND',
    `${path} is no study, comparison of pairs or methods, robustness, faithfulness or explanation: ${has('model.json') ? 'it is a model' : `its manifest lists none of ${Object.values(KINDS).join(', ')}`}`,
  )
}

/** The document that holds a result's numbers. */
export function documentOf(kind: Exclude<ResultKind, 'robustness'>): string {
  return KINDS[kind]
}
