import { signal } from '@preact/signals'
import type { Study, StudyFigures, StudyResult } from '@umbra/core'
import { comparisonCommand } from './command.js'
import { comparedOptions, gridTexts } from './compare/compared-options.js'
import { dataChoice, dataPath } from './compare/own-data.js'
import { Job } from './job.js'
import { model, ownModel } from './live-map.js'
import { type OpenedResult, openedResult } from './opened-result.js'
import { comparison, preparing } from './state.js'

/** The study made in the page, or the result of one made elsewhere and opened here: numbers alone. */
export type ShownStudy = { readonly result: StudyResult } & Partial<Pick<Study, 'data'>> & {
    readonly figures?: StudyFigures
  }

export const shownStudy = signal<ShownStudy | undefined>(undefined)
/** What was left out or assumed on the way to what is on show. */
export const comparisonNotes = signal<readonly string[]>([])
export const comparisonJob = new Job('compare')

/** Makes the comparison chosen, under the model in use. */
export async function runComparison(): Promise<void> {
  const [own, data, opened] = [ownModel.value, dataChoice.value, model.value]
  if (!data || !opened) return
  const made = await comparisonJob.run({
    ...{ comparison: comparison.value, options: comparedOptions.value, grid: gridTexts.value },
    ...{ data, preparing: data === 'mnist' ? {} : preparing.value },
    model: own?.choice ?? 'reference',
    command: comparisonCommand(own, dataPath.value),
    modelSource: own?.name ?? 'reference',
  })
  if (!made) return
  if (made.kind === 'study') showStudy({ ...made.study, figures: made.figures })
  else showMany({ ...made.drawn, file: { name: `${made.kind}.json`, text: made.json } })
  comparisonNotes.value = made.notes
}

/** Shows many comparisons in place of whatever result was there. */
export function showMany(made: OpenedResult): void {
  comparisonNotes.value = []
  openedResult.value = made
}

/** Shows a study in place of whatever result was there. */
export function showStudy(made: ShownStudy): void {
  openedResult.value = undefined
  comparisonNotes.value = []
  shownStudy.value = made
}
