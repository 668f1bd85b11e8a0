import type { Explainer, LabelledImages } from '../attribution/explainer.js'
import type { OcclusionOptions } from '../attribution/occlusion/options.js'
import { explanationDocument } from '../explanation/explanation-document.js'
import type { ExplanationDocument } from '../explanation/explanation-schema.js'
import type { NamedTask } from '../work/progress.js'
import { compareFields } from './compare-fields.js'
import type { Difference } from './difference.js'

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
  },
  how: { readonly file: string; readonly tolerance?: number },
  task: NamedTask = {},
): Promise<CheckedExplanation> {
  const { images, options, classNames } = source
  const { file, tolerance = 0 } = how
  const explained = await explainer.explain(images, options, task)
  const context = { score: options.score, classNames, milliseconds: 0, pixels: images.data }
  const computed = explanationDocument(explained, context)
  const where = written.image?.name
  // What the image is called and how it was made to fit, its reader says.
  const fields = compareFields(written, computed, tolerance, ['engine', 'milliseconds', 'image'])
  return {
    differences: fields.flatMap(({ what }) =>
      what === undefined ? [] : [{ file, ...(where !== undefined && { where }), what }],
    ),
    largest: Math.max(...fields.map(({ largest }) => largest)),
  }
}
