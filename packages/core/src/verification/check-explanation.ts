import type { Explainer, LabelledImages } from '../attribution/explainer.js'
import type { OcclusionOptions } from '../attribution/occlusion/options.js'
import { explanationDocument } from '../explanation/explanation-document.js'
import type { ExplanationDocument } from '../explanation/explanation-schema.js'
import type { NamedTask, Progress, Task } from '../work/progress.js'
import type { Checking } from './check-study.js'
import { compareFields } from './compare-fields.js'
import { type Checked, type Difference, Differences } from './difference.js'
import { drawPart } from './draw-part.js'
import { sameExponential } from './same-exponential.js'

/** Explained images as they were written, and what they are explained with again. */
export interface WrittenExplanations {
  /** The name of their document. */
  readonly file: string
  readonly documents: readonly ExplanationDocument[]
  /** float32 [1, H, W, C], the image of the document at a place. */
  images(place: number): LabelledImages | Promise<LabelledImages>
  readonly options: OcclusionOptions
  /** What the model's classes are called; the documents' own names where this is not given. */
  readonly classNames?: readonly string[] | undefined
  /** What a document says that it is computed from, where images, options and model are those. */
  readonly provenance?: ExplanationDocument['provenance']
}

/**
 * Explains a share of images again, and compares each with its document.
 *
 * @throws `signal.reason` when aborted, and what `explain` throws
 */
export async function checkExplanations(
  { file, documents, images, options, provenance, ...named }: WrittenExplanations,
  explainer: Explainer,
  checking: Checking,
  { signal, onProgress }: Task = {},
): Promise<Checked> {
  const places = drawPart(documents.length, checking)
  const found = new Differences()
  const told = (done: number, detail: Progress['detail'] = {}) =>
    onProgress?.({ stage: 'explaining again', done, total: places.length, unit: 'images', detail })
  for (const [i, place] of places.entries()) {
    signal?.throwIfAborted()
    told(i)
    const written = documents[place]!
    const classNames = 'classNames' in named ? named.classNames : written.classNames
    const source = { images: await images(place), options, classNames, provenance }
    const nameOf = () => written.image?.name ?? `image ${place + 1} of ${file}`
    const task: NamedTask = { signal, nameOf, onProgress: ({ detail }) => told(i, detail) }
    const how = { ...checking, file }
    const { differences, largest } = await checkExplanation(written, explainer, source, how, task)
    for (const difference of differences) found.add(difference)
    found.far(largest)
  }
  told(places.length)
  return found.of(places.length, documents.length)
}

/** One explained image compared with its document. */
export interface CheckedExplanation {
  readonly differences: readonly Difference[]
  readonly largest: number
}

/**
 * Explains an image again, and compares what comes of it with its explanation.json: every number of the map bit by bit, and all else
 * but how long it took and on how many threads.
 *
 * @param source - float32 [1, H, W, C], the image, the options it was explained with, and what the model's classes are called
 * @param how - the document's name in what is told; what numbers may differ by, of the largest magnitude: 0, no bit, unless told
 */
export async function checkExplanation(
  written: ExplanationDocument,
  explainer: Explainer,
  source: {
    readonly images: LabelledImages
    readonly options: OcclusionOptions
    readonly classNames?: readonly string[] | undefined
    readonly provenance?: ExplanationDocument['provenance']
  },
  how: { readonly file: string; readonly tolerance?: number },
  task: NamedTask = {},
): Promise<CheckedExplanation> {
  const { images, options, classNames, provenance } = source
  const { file, tolerance = 0 } = how
  const explained = await explainer.explain(images, options, task)
  const context = {
    ...{ score: options.score, classNames, milliseconds: 0, pixels: images.data },
    ...(provenance && { provenance }),
  }
  const computed = explanationDocument(explained, context)
  const where = written.image?.name
  // What the image is called and how it was made to fit, its reader says.
  const without = ['engine', 'milliseconds', 'image']
  const fields = compareFields(written, withProbabilitiesOf(written, computed), tolerance, without)
  return {
    differences: fields.flatMap(({ what }) =>
      what === undefined ? [] : [{ file, ...(where !== undefined && { where }), what }],
    ),
    largest: Math.max(...fields.map(({ largest }) => largest)),
  }
}

/** The probabilities as they were written, where those computed are the same but for the last bits of exponentials. */
function withProbabilitiesOf(
  written: ExplanationDocument,
  computed: ExplanationDocument,
): ExplanationDocument {
  const [then, now] = [written, computed].map(({ prediction }) => prediction.probabilities)
  if (!then || then.length !== now?.length || !then.every((value, k) => sameExponential(value, now[k]!)))
    return computed
  return { ...computed, prediction: { ...computed.prediction, probabilities: then } }
}
