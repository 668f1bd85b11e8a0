import { signal } from '@preact/signals'
import type { PairsResult, RobustnessResult } from '@umbra/core'
import { StudioError } from './studio-error.js'

/** A result of more than one comparison: what it is about, in words, and its figures, SVG by name. */
export interface OpenedResult {
  readonly title: string
  readonly text: string
  readonly figures: Readonly<Record<string, string>>
}

/** The result opened, if it is one of many comparisons; a study's own is in `shownStudy`. */
export const openedResult = signal<OpenedResult | undefined>(undefined)

/**
 * Reads pairs.json and robustness.json.
 *
 * @returns undefined if the document is neither
 * @throws StudioError RESULT_FORMAT
 */
export async function openedResultOf(
  document: Readonly<Record<string, unknown>>,
): Promise<OpenedResult | undefined> {
  const read = readers[String(document.schema)]
  if (!read) return undefined
  try {
    return await read(document)
  } catch (cause) {
    throw new StudioError('RESULT_FORMAT', `a ${document.schema} without all its parts`, { cause })
  }
}

async function openedPairs(document: unknown): Promise<OpenedResult> {
  const { pairsFigures } = await import('./export/many-figures.js')
  const result = document as PairsResult
  const title = `Every class compared with every other, ${result.classes.length} classes`
  return { title, text: result.verdict.text, figures: pairsFigures(result) }
}

const readers: Readonly<Record<string, (document: unknown) => Promise<OpenedResult>>> = {
  'umbra.pairs/1': openedPairs,
  'umbra.pairs/2': openedPairs,
  'umbra.robustness/1': openedRobustness,
  'umbra.robustness/2': openedRobustness,
}

async function openedRobustness(document: unknown): Promise<OpenedResult> {
  const { robustnessFigures } = await import('./export/many-figures.js')
  const result = document as RobustnessResult
  const [a, b] = result.classes
  const [choices, networks] = [result.specifications.length, result.models.length]
  const text = `${choices} ways to make the choices, on ${networks} ${networks === 1 ? 'network' : 'networks'}.`
  const figures = robustnessFigures(result, { document: globalThis.document })
  return { title: `Does the difference between ${a.name} and ${b.name} hang on choices?`, text, figures }
}
