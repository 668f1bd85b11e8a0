import { createHash } from 'node:crypto'
import type { StudyResult } from '@umbra/core/study'
import type { OutputFile } from './staged-files.js'

export const MANIFEST_FILE = 'manifest.json'

/** What a folder's results say about themselves. */
export interface Documented {
  readonly config: object
  readonly provenance: Pick<
    StudyResult['provenance'],
    'umbra' | 'command' | 'created' | 'data' | 'versions'
  > &
    Partial<Pick<StudyResult['provenance'], 'model'>> & { readonly engine: object }
}

/**
 * The manifest of a folder: every file with its size and SHA-256, the configuration, and where the results came from. It is
 * written last, so that a folder that has one is whole.
 */
export function manifestFile(files: readonly OutputFile[], { config, provenance }: Documented): OutputFile {
  const { umbra, command, created, data, model, engine, versions } = provenance
  const manifest = {
    schema: 'umbra.manifest/1',
    umbra,
    command,
    created,
    config,
    data,
    ...(model && { model: { sha256: model.sha256, source: model.source } }),
    engine,
    versions,
    files: files
      .map(({ name, bytes }) => ({
        name,
        bytes: Buffer.byteLength(bytes),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
  return { name: MANIFEST_FILE, bytes: `${JSON.stringify(manifest, null, 2)}\n` }
}
