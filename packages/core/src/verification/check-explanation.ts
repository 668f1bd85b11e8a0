import type { Explainer, LabelledImages } from '../attribution/explainer.js'
import type { OcclusionOptions } from '../attribution/occlusion/options.js'
import { explanationDocument } from '../explanation/explanation-document.js'
import type { ExplanationDocument } from '../explanation/explanation-schema.js'
import type { NamedTask } from '../work/progress.js'
import { compareNumbers, type Difference, numbersText } from './difference.js'

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
  const differences: Difference[] = []
  let largest = 0
  for (const field of new Set([...Object.keys(computed), ...Object.keys(written)])) {
    // What the image is called and how it was made to fit, its reader says.
    if (['engine', 'milliseconds', 'image'].includes(field)) continue
    const [then, now] = [written, computed].map((document) => document[field as keyof ExplanationDocument])
    const [a, b] = [numbersIn(then), numbersIn(now)]
    const compared = compareNumbers(a, b, tolerance)
    largest = Math.max(largest, compared.largest)
    const what =
      wordsOf(then) !== wordsOf(now)
        ? `${field} is ${shortened(then)}, computed ${shortened(now)}`
        : compared.differing > 0 && `${field}: ${numbersText(compared.differing, b.length, compared.largest)}`
    if (what) differences.push({ file, ...(where !== undefined && { where }), what })
  }
  return { differences, largest }
}

/** Every number in a value, in order, as JSON has it: it knows no NaN, and no −0. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [value + 0] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(numbersIn)
}

/** All of it but its numbers. */
function wordsOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner) => (typeof inner === 'number' && Number.isFinite(inner) ? 0 : inner)) ??
    ''
  )
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
