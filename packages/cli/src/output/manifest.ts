import { createHash } from 'node:crypto'
import { sealedJson } from '@umbra/core/options'
import type { ReportedProvenance } from '@umbra/core/report'
import type { StudyResult } from '@umbra/core/study'
import type { OutputFile } from './staged-files.js'

export const MANIFEST_FILE = 'manifest.json'

/** What a folder's results say about themselves. */
export interface Documented {
  readonly config: object
  readonly provenance: Pick<StudyResult['provenance'], 'umbra' | 'command' | 'created' | 'versions'> &
    Partial<Pick<StudyResult['provenance'], 'data'>> & {
      readonly model?: Pick<StudyResult['provenance']['model'], 'sha256' | 'source'>
      readonly engine: object
    }
  /** The images explained, in order: what each is called, and the SHA-256 of its values as float32. */
  readonly images?: readonly { readonly name: string; readonly sha256: string }[]
}

/** What a folder of explanations says about itself, and its report says too. */
export interface DocumentedExplanations extends Documented {
  readonly provenance: Documented['provenance'] & ReportedProvenance
}

/** A file as a manifest lists it. */
export interface DescribedFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

export function describedFile({ name, bytes }: OutputFile): DescribedFile {
  return {
    name,
    bytes: Buffer.byteLength(bytes),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

/**
 * The manifest of a folder: every file with its size and SHA-256, the configuration, where the results came from, and a seal of all that. It
 * is written last, so that a folder that has one is whole.
 */
export async function manifestFile(
  files: readonly DescribedFile[],
  { config, provenance, images }: Documented,
): Promise<OutputFile> {
  const { umbra, command, created, data, model, engine, versions } = provenance
  const manifest = {
    schema: 'umbra.manifest/1',
    umbra,
    command,
    created,
    config,
    ...(data && { data }),
    ...(model && { model: { sha256: model.sha256, source: model.source } }),
    engine,
    versions,
    ...(images && { images }),
    files: [...files].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
  return { name: MANIFEST_FILE, bytes: await sealedJson(manifest) }
}
