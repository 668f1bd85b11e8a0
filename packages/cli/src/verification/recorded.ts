import { join } from 'node:path'
import type { Dataset } from '@umbra/core/explain'
import { parseJson } from '@umbra/core/options'
import {
  type InteractionsDocument,
  type Manifest,
  parseInteractions,
  parseRecorded,
  type Recorded,
} from '@umbra/core/study'
import type { Replay } from '../context.js'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { imageSha256 } from '../output/image-sha256.js'
import { INTERACTIONS_FILE } from '../output/interactions-files.js'
import type { DocumentedExplanations } from '../output/manifest.js'
import { ROBUSTNESS_FILE } from '../output/robustness-files.js'
import { documentOf, LARGEST_DOCUMENT, type ResultFolder } from './result-folder.js'
import { bitsOf } from './same-bits.js'

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

/**
 * Reads what parts of explained images do together, where that was found out.
 *
 * @throws InputError INTERACTIONS_FORMAT, FILE_DAMAGED
 */
export async function readInteractions({
  path,
  manifest,
}: ResultFolder): Promise<InteractionsDocument | undefined> {
  if (!manifest.files.some(({ name }) => name === INTERACTIONS_FILE)) return undefined
  const file = join(path, INTERACTIONS_FILE)
  const bytes = await readIfThere(file, LARGEST_DOCUMENT)
  if (!bytes) throw inputError('FILE_DAMAGED', `${file} is missing`)
  return parseInteractions(parseJson(bytes, file, 'INTERACTIONS_FORMAT'))
}

/** What a result made once more takes of the one that is there. */
export function replayOf(
  recorded: readonly Recorded[],
  { manifest }: ResultFolder,
  interactions?: InteractionsDocument,
): Replay {
  return {
    asRecorded: (result) => asRecorded(result, recorded),
    pictures: (data) => picturesAs(data, recorded[0]!.provenance.data),
    documented: (made) => documentedAs(made, manifest),
    interactions: (made) => {
      if (!interactions) return made
      const { engine, milliseconds } = interactions
      return { ...made, ...(sameBits(made.engine, engine) && { engine }), milliseconds }
    },
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

function picturesAs(data: Dataset, { name, sha256 }: Recorded['provenance']['data']): Dataset {
  if (data.sha256.images === sha256.images) return { ...data, name }
  throw inputError('VERIFY_IMAGE', `${data.name}: these are not the pictures that were mapped as ${name}`)
}

function documentedAs(made: DocumentedExplanations, then: Manifest): DocumentedExplanations {
  const { provenance: own } = made
  const { umbra, created = own.created, versions = own.versions, engine, model } = then
  return {
    ...made,
    provenance: {
      ...own,
      ...{ umbra, created, versions },
      ...(sameBits(own.engine, engine) && { engine: engine as typeof own.engine }),
      model: model ? withSource(own.model, model) : own.model,
    },
  }
}

function asRecorded<R extends object>(result: R, recorded: readonly Recorded[]): R {
  const made = result as R & Partial<Recorded>
  const then = recorded.find(({ schema }) => schema === made.schema)
  if (!then || !made.provenance) return result
  const { umbra, command, created, versions, engine, model } = then.provenance
  const own = made.provenance
  const isSame = sameBits(own.engine, engine)
  return {
    ...made,
    ...(made.methods && { methods: made.methods.map((each) => timedAs(each, then.methods)) }),
    ...(made.models && { models: made.models.map((each, i) => withSource(each, then.models?.[i])) }),
    provenance: {
      ...own,
      ...{ umbra, command, created, versions },
      ...(isSame && { engine }),
      ...(own.model && { model: withSource(own.model, model) }),
    },
    timings: then.timings,
  }
}

/** A method that took as long as recorded; where all of its maps were kept from before, nothing is said of that. */
function timedAs<M extends Method>(made: M, then: readonly Method[] | undefined): M {
  const { seconds: _, ...untimed } = made
  const seconds = then?.find(({ id }) => id === made.id)?.seconds
  return (seconds === undefined ? untimed : { ...made, seconds }) as M
}

type Method = NonNullable<Recorded['methods']>[number]

/** Whether two engines give the same bits. */
function sameBits(a: Engine, b: Engine): boolean {
  return a.name === b.name && bitsOf(a.variant) === bitsOf(b.variant)
}

interface Engine {
  readonly name?: string | undefined
  readonly variant?: string | undefined
}

type Source = NonNullable<Recorded['models']>[number]

/** The same model may lie elsewhere, and be called after that. */
function withSource<M extends Source>(made: M, then: Source | undefined): M {
  if (made.sha256 !== then?.sha256) return made
  const named = made.name !== undefined && made.name === made.source && then.name !== undefined
  return { ...made, source: then.source, ...(named && { name: then.name }) }
}
