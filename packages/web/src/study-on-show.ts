import { signal } from '@preact/signals'
import type { Study, StudyResult } from '@umbra/core'
import { studyCommand } from './command.js'
import { Job } from './job.js'
import { ownModel } from './live-map.js'
import { openedResult } from './opened-result.js'
import { study } from './state.js'

/** The study made in the page, or the result of one made elsewhere and opened here: numbers alone. */
export type ShownStudy = { readonly result: StudyResult } & Partial<Pick<Study, 'data'>>

export const shownStudy = signal<ShownStudy | undefined>(undefined)
export const studyJob = new Job('study')

/** Compares the two classes chosen, under the model in use. */
export async function runStudy(): Promise<void> {
  const own = ownModel.value
  const made = await studyJob.run({
    options: study.value,
    model: own?.choice ?? 'reference',
    command: studyCommand(own?.path ?? 'reference'),
    modelSource: own?.name ?? 'reference',
  })
  if (made) showStudy(made)
}

/** Shows a study in place of whatever result was there. */
export function showStudy(made: ShownStudy): void {
  openedResult.value = undefined
  shownStudy.value = made
}
