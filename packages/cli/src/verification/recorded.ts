import { join } from 'node:path'
import { parseRecorded, type Recorded } from '@umbra/core/study'
import type { Replay } from '../context.js'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { imageSha256 } from '../output/image-sha256.js'
import { ROBUSTNESS_FILE } from '../output/robustness-files.js'
import { documentOf, LARGEST_DOCUMENT, type ResultFolder } from './result-folder.js'

/**
 * Reads the documents of a result that say when and by whom it was computed; those of explanations do not.
 *
 * @throws InputError RESULT_FORMAT, FILE_DAMAGED
 */
export async function readRecorded({ path, kind }: ResultFolder): Promise<readonly Recorded[]> {
  if (kind === 'explanation' || kind === 'explanations') return []
  const names = kind === 'robustness' ? [documentOf('study'), ROBUSTNESS_FILE] : [documentOf(kind)]
  return Promise.all(
    names.map(async (name) => {
      const file = join(path, name)
      const bytes = await readIfThere(file, LARGEST_DOCUMENT)
      if (bytes) return parseRecorded(bytes, file)
      throw inputError('FILE_DAMAGED', `${file} is missing`)
    }),
  )
}

/** What a result made once more takes of the one that is there. */
export function replayOf(recorded: readonly Recorded[], { manifest }: ResultFolder): Replay {
  return {
    asRecorded: (result) => asRecorded(result, recorded),
    images: async (images) => {
      const then = manifest.images ?? []
      if (then.length !== images.length) {
        throw inputError('VERIFY_IMAGE', `the result is of ${then.length} images, found ${images.length}`)
      }
      return images.map((image, i) => {
        const { name, sha256 } = then[i]!
        if (imageSha256(image.images.data) !== sha256) {
          throw inputError('VERIFY_IMAGE', `${image.name} is not the image that was explained as ${name}`)
        }
        return { ...image, name }
      })
    },
  }
}

function asRecorded<R extends object>(result: R, recorded: readonly Recorded[]): R {
  const made = result as R & Partial<Recorded>
  const then = recorded.find(({ schema }) => schema === made.schema)
  if (!then || !made.provenance) return result
  const { umbra, command, created, versions, engine, model } = then.provenance
  const own = made.provenance
  const sameBits = own.engine.name === engine.name && family(own.engine) === family(engine)
  return {
    ...made,
    ...(made.models && { models: made.models.map((each, i) => withSource(each, then.models?.[i])) }),
    provenance: {
      ...own,
      ...{ umbra, command, created, versions },
      ...(sameBits && { engine }),
      ...(own.model && { model: withSource(own.model, model) }),
    },
    timings: then.timings,
  }
}

/** `scalar` and `simd` have the same bits. */
function family({ variant }: Recorded['provenance']['engine']): string {
  return variant === 'scalar' ? 'simd' : variant
}

type Source = NonNullable<Recorded['models']>[number]

/** The same model may lie elsewhere, and be called after that. */
function withSource<M extends Source>(made: M, then: Source | undefined): M {
  if (made.sha256 !== then?.sha256) return made
  const named = made.name !== undefined && made.name === made.source && then.name !== undefined
  return { ...made, source: then.source, ...(named && { name: then.name }) }
}
