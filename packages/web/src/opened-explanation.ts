import { signal } from '@preact/signals'
import type { ExplanationDocument } from '@umbra/core'

/** explanation.json as it was opened, or the several of explanations.json. */
export const openedExplanations = signal<readonly ExplanationDocument[]>([])
