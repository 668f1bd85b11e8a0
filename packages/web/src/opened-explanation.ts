import { signal } from '@preact/signals'
import type { ExplanationDocument } from '@umbra/core'

/** explanation.json as it was opened, or the several of explanations.json. */
export const openedExplanations = signal<readonly ExplanationDocument[]>([])

/** @throws InputError EXPLANATION_FORMAT */
export async function explanationsOf(document: unknown): Promise<readonly ExplanationDocument[]> {
  const { parseExplanations } = await import('./export/read-explanation.js')
  return parseExplanations(document)
}
