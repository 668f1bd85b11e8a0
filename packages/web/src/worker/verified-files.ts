import {
  createExplainer,
  type Difference,
  type Explainer,
  InputError,
  type Manifest,
  modelSha256,
  sha256,
  type Task,
} from '@umbra/core'
import { replicateModel, shapesModel } from '../site-models.js'
import { StudioError } from '../studio-error.js'
import { modelOf } from './model.js'
import type { VerifyRequest } from './protocol.js'
import { wasmPaths } from './wasm-paths.js'

export type Files = VerifyRequest['files']

/** A tenth of the images is computed again. */
export const PART = { share: 0.1, seed: 0 }

/** The bytes of a file that was brought. @param expected - files that belong together @throws StudioError VERIFY_FILES */
export async function bytesIn(
  files: Files,
  path: string,
  expected: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = files.get(path)
  if (file) return new Uint8Array(await file.arrayBuffer())
  throw new StudioError('VERIFY_FILES', `${path} is not among the files: expected ${expected}`)
}

/** Those of a manifest's files that were brought. */
export function broughtOf({ files: all }: Manifest, files: Files): Manifest['files'] {
  return all.filter(({ name }) => files.has(name))
}

/** What of a manifest's files is not as it was written. */
export async function changedIn(
  all: Manifest['files'],
  files: Files,
  { signal, onProgress }: Task,
): Promise<Difference[]> {
  const differences: Difference[] = []
  for (const [i, { name, sha256: written }] of all.entries()) {
    signal?.throwIfAborted()
    onProgress?.({ stage: 'checking files', done: i, total: all.length, unit: 'files' })
    const now = await sha256(await files.get(name)!.arrayBuffer())
    if (now === written) continue
    const what = `its SHA-256 is ${now.slice(0, 12)}…, ${written.slice(0, 12)}… when it was written`
    differences.push({ file: name, what })
  }
  return differences
}

/** @throws StudioError VERIFY_OTHER_BITS for a result whose bits only its own machine has */
export function requireSameBits({
  name,
  variant,
}: {
  readonly name: string
  readonly variant: string
}): void {
  if (!/relaxed/.test(variant) && name === 'incremental') return
  throw new StudioError(
    'VERIFY_OTHER_BITS',
    `the result was computed with ${variant}, whose bits are not those of every machine`,
  )
}

/**
 * Of the model in use, or else of one of the site's own, where it is the result's.
 *
 * @throws InputError VERIFY_MODEL
 */
export async function explainerOf(
  choice: VerifyRequest['model'],
  recorded: { readonly sha256: string; readonly source: string } | undefined,
): Promise<Explainer> {
  const choices = [
    async () => choice,
    async () => 'reference' as const,
    async () => (await shapesModel()).choice,
    async () => (await replicateModel()).choice,
  ]
  for (const each of choices) {
    const model = await modelOf(await each())
    if ((await modelSha256(model)) === recorded?.sha256) return createExplainer(model, { wasmPaths })
  }
  throw new InputError(
    'VERIFY_MODEL',
    `the result is of another model (${recorded?.source}): open it first, then drop the result again`,
  )
}
