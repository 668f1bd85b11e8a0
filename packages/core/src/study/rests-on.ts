import { formatCount } from '../words/format.js'
import type { ClassSummary, ReportedTest, StudyResult } from './result.js'

/** `n = 200 and 200`: the images of each class a test rests on; empty in results that do not tell. */
export function nText({ n }: Pick<ReportedTest, 'n'>): string {
  return n ? `n = ${n.map(formatCount).join(' and ')}` : ''
}

/** The same for a column headed n: `200, 200`; `–` where a result does not tell. */
export function nCell({ n }: Pick<ReportedTest, 'n'>): string {
  return n ? n.map(formatCount).join(', ') : '–'
}

/** `n = 200 and 200 images`, of each class. */
export function imagesText(classes: readonly Pick<ClassSummary, 'n'>[]): string {
  return `n = ${classes.map(({ n }) => formatCount(n)).join(' and ')} images`
}

/** `200 images of each class`; where classes differ in number, `892 to 1,135 images of each class`. */
export function imagesOfEach(classes: readonly Pick<ClassSummary, 'n'>[]): string {
  const counts = classes.map(({ n }) => n)
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return `${least === most ? formatCount(least) : `${formatCount(least)} to ${formatCount(most)}`} images of each class`
}

/** What was drawn and left out: `misclassified 1 of 6 and 3 of 8; without ink in some region 5 of 6 and 0 of 8`. */
export function leftOutText(
  classes: readonly Pick<ClassSummary, 'name' | 'excluded' | 'withoutInk'>[],
): string {
  const of = (count: (one: (typeof classes)[number]) => number) =>
    classes.map((one) => `${formatCount(count(one))} of ${one.name}`).join(' and ')
  const inkless = ({ withoutInk = 0 }: (typeof classes)[number]) => withoutInk
  return [
    `misclassified ${of(({ excluded }) => excluded)}`,
    ...(classes.some((one) => inkless(one) > 0) ? [`without ink in some region ${of(inkless)}`] : []),
  ].join('; ')
}

/**
 * What could not be computed and why, a sentence for each reason; none where all was.
 *
 * @param tests - with the names they go by
 */
export function notComputedSentences(
  tests: readonly { readonly of: string; readonly test: Pick<ReportedTest, 'name' | 'notComputed'> }[],
): string[] {
  const byReason = new Map<string, Map<string, string[]>>()
  for (const { of, test } of tests) {
    if (test.notComputed === undefined) continue
    const names = byReason.get(test.notComputed) ?? new Map<string, string[]>()
    names.set(test.name, [...(names.get(test.name) ?? []), of])
    byReason.set(test.notComputed, names)
  }
  return [...byReason].map(([reason, names]) => {
    const what = [...names].map(([name, of]) => `${name} (${several(of)})`).join(', ')
    return `Could not be computed, since ${reason}: ${what}.`
  })
}

/** Regions named before the rest are counted. */
const NAMED = 4

function several(names: readonly string[]): string {
  const rest = names.length - NAMED
  return rest > 1 ? `${names.slice(0, NAMED).join(', ')} and ${rest} others` : names.join(', ')
}

/** The same for all tests of a study. */
export function notComputedOf({ tests }: Pick<StudyResult, 'tests'>): string[] {
  const perRegion = [
    ...tests.regions,
    { ...tests.overall, region: 'whole map' },
    ...(tests.strength ? [tests.strength] : []),
  ].flatMap((test) =>
    [test, test.student, test.mannWhitney, test.permutation].map((one) => ({ of: test.region, test: one })),
  )
  const within = tests.withinClass.map((test) => ({
    of: `${test.regions.join(' − ')} of ${test.class}`,
    test,
  }))
  return notComputedSentences([
    ...(tests.profile ? [{ of: 'patterns over regions', test: tests.profile }] : []),
    ...(tests.profile?.regions ?? []).map((test) => ({ of: `share of ${test.region}`, test })),
    { of: 'patterns over regions', test: tests.interaction },
    ...perRegion,
    ...within,
    { of: 'all pixels', test: tests.pooledPixels },
  ])
}
