import {
  checkExplanations,
  type ExplanationDocument,
  type Manifest,
  type OcclusionOptions,
  occlusionOptionsSchema,
  parseExplanations,
  parseJson,
  parseManifest,
  parseOptions,
  type Task,
  verificationSentence,
} from '@umbra/core'
import { isPicture } from '../folders/is-picture.js'
import { StudioError } from '../studio-error.js'
import { overData } from './explain.js'
import { explainedImageFinder } from './explained-image-finder.js'
import type { VerifyRequest } from './protocol.js'
import {
  broughtOf,
  bytesIn,
  changedIn,
  explainerOf,
  type Files,
  PART,
  requireSameBits,
} from './verified-files.js'

/** What explanations are computed from again. */
interface Receipt {
  readonly model: { readonly sha256: string; readonly source: string } | undefined
  /** SHA-256 of each image's values. */
  readonly images: readonly string[]
  readonly config: Readonly<Record<string, unknown>>
  /** Files that a manifest lists; none where there is no manifest. */
  readonly brought: Manifest['files']
  /** The document's own, where that is all there is. */
  readonly provenance?: ExplanationDocument['provenance']
}

/**
 * Computes explained images again, a tenth of several, and says what was found.
 *
 * @param files - the explanations' folder, and pictures brought with it
 * @param path - of explanation.json or explanations.json among them
 */
export async function verifyExplanations(
  files: Files,
  path: string,
  choice: VerifyRequest['model'],
  task: Task,
): Promise<string> {
  const bytes = await bytesIn(files, path, 'manifest.json and explanation.json')
  const documents = parseExplanations(parseJson(bytes, path, 'FILE_NOT_JSON'))
  const receipt = await receiptOf(files, path, documents)
  const differences = await changedIn(receipt.brought, files, task)
  if (differences.length > 0) {
    return verificationSentence({ images: 0, of: 0, differences, differing: differences.length, largest: 0 })
  }
  if (receipt.images.length !== documents.length) {
    const counts = `${documents.length} explanations of ${receipt.images.length} images`
    throw new StudioError('EXPLANATION_FORMAT', `${path} has ${counts}`)
  }
  for (const { engine } of documents) requireSameBits(engine)
  const explainer = await explainerOf(choice, receipt.model)
  try {
    const options = parseOptions(occlusionOptionsSchema, receipt.config as OcclusionOptions)
    const baseline = await overData(options.baseline, explainer.inputShape)
    const find = explainedImageFinder(picturesAmong(files, receipt), explainer.inputShape)
    const written = {
      ...{ file: path, documents, options: { ...options, baseline } },
      images: (place: number) => find(documents[place]!, receipt.images[place]!),
      ...(receipt.provenance && { provenance: receipt.provenance }),
    }
    const checked = await checkExplanations(written, explainer, PART, task)
    const sealed = receipt.brought.length
    return verificationSentence(checked, { ...(sealed > 0 && { sealed }), seed: PART.seed })
  } finally {
    explainer.dispose()
  }
}

/** @throws StudioError VERIFY_RECEIPT where nothing says by hash what was explained */
async function receiptOf(
  files: Files,
  path: string,
  documents: readonly ExplanationDocument[],
): Promise<Receipt> {
  if (files.has('manifest.json')) {
    const name = 'manifest.json'
    const manifest = await parseManifest(await bytesIn(files, name, name), name)
    const { model, images = [], config } = manifest
    if (manifest.files.some((file) => file.name === path))
      return {
        model,
        images: images.map(({ sha256 }) => sha256),
        config,
        brought: broughtOf(manifest, files),
      }
  }
  const [own, ...others] = documents.map(({ provenance }) => provenance)
  if (own && others.length === 0)
    return { model: own.model, images: [own.image], config: own.config, brought: [], provenance: own }
  throw new StudioError(
    'VERIFY_RECEIPT',
    `${path} alone does not name its network and its image by their hashes: drop the folder that umbra explain --out writes`,
  )
}

/** Pictures that were brought beside the explanations, and are none of their files. */
function picturesAmong(files: Files, { brought }: Receipt): readonly File[] {
  const own = new Set(brought.map(({ name }) => name))
  return [...files].flatMap(([path, file]) => (own.has(path) || !isPicture(file) ? [] : [file]))
}
