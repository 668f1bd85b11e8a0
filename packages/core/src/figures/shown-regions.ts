import type { StudyResult } from '../study/result.js'

/** Most regions that a figure shows one by one: more have no room, and their dots made figures of tens of megabytes. */
const MOST_SHOWN = 48

/** Places of the regions that figures show: all, or of many those with the largest Hedges g either way, in their order. */
export function shownRegions({ tests }: Pick<StudyResult, 'tests'>): number[] {
  const all = tests.regions.map((_, r) => r)
  if (all.length <= MOST_SHOWN) return all
  const size = (r: number) => Math.abs(tests.regions[r]!.effect?.value ?? 0) || 0
  return all
    .sort((r, q) => size(q) - size(r) || r - q)
    .slice(0, MOST_SHOWN)
    .sort((r, q) => r - q)
}

/** What a figure that shows only some regions says of it, after other words. */
export function shownRegionsText({ tests }: Pick<StudyResult, 'tests'>): string {
  const { length } = tests.regions
  return length <= MOST_SHOWN ? '' : ` · of ${length} regions the ${MOST_SHOWN} with the largest Hedges g`
}

/** The same in a few characters. */
export function shownShareText({ tests }: Pick<StudyResult, 'tests'>): string {
  const { length } = tests.regions
  return length <= MOST_SHOWN ? '' : ` (${MOST_SHOWN} of ${length}, largest g)`
}
