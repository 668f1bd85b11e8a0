import type { StudyResult } from '@umbra/core'
import { StudioError } from './studio-error.js'

/** Versions of result.json; those of version 1 have no profiles. */
const STUDIES: readonly string[] = ['umbra.study/1', 'umbra.study/2']
/** Results of more than one comparison, which are opened elsewhere. */
const MANY = ['umbra.pairs/1', 'umbra.pairs/2', 'umbra.robustness/1', 'umbra.robustness/2']

/**
 * Checks as much of a result.json as is shown.
 *
 * @throws StudioError RESULT_FORMAT
 */
export function studyResultOf(document: Readonly<Record<string, unknown>>): StudyResult {
  if (!STUDIES.includes(String(document.schema)))
    refuse(`schema is ${document.schema}, expected ${[...STUDIES, ...MANY].join(', ')}`)
  const result = document as unknown as StudyResult
  const regions = result.tests?.regions
  requireArray(result.classes, 2, 'classes')
  requireArray(regions, 1, 'tests.regions')
  for (const summary of result.classes) {
    if (typeof summary?.name !== 'string') refuse('a class has no name')
    requireArray(summary.regions, regions.length, `classes.${summary.name}.regions`)
    for (const { mean, sd } of [...summary.regions, summary.overall ?? {}])
      requireNumbers('a mean', [mean, sd])
  }
  for (const test of [...regions, result.tests.overall ?? {}]) {
    requireNumbers(`the test of ${test.region}`, [test.statistic, test.p, test.pHolm])
  }
  if (typeof result.verdict?.text !== 'string') refuse('it has no verdict')
  if (typeof result.config?.confidence !== 'number') refuse('it has no config')
  if (typeof result.provenance?.engine?.name !== 'string' || !result.provenance.data)
    refuse('it has no provenance')
  requireShares(result)
  const { controls } = result
  return {
    ...result,
    classes: numbered(result.classes),
    tests: numbered(result.tests),
    ...(controls && { controls: numbered(controls) }),
  }
}

/** Checks what of profiles and controls is shown, where a result has them. */
function requireShares({ tests: { profile }, controls }: StudyResult): void {
  if (profile) {
    requireArray(profile.regions, 0, 'tests.profile.regions')
    for (const { means } of profile.regions) requireArray(means, 2, 'the means of a share')
  }
  if (!controls) return
  requireArray(controls.ink?.adjusted?.shares, 0, 'controls.ink.adjusted.shares')
  const { untrained } = controls
  if (!untrained || 'notComputed' in untrained) return
  requireArray(untrained.shares, 0, 'controls.untrained.shares')
  for (const { controls: draws } of untrained.shares)
    requireArray(draws, 0, 'a share among untrained networks')
}

/** JSON has no NaN and holds null in its place: what could not be computed. */
function numbered<T>(value: T): T {
  if (value === null) return Number.NaN as T
  if (Array.isArray(value)) return value.map(numbered) as T
  if (typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, numbered(one)])) as T
}

function requireArray(value: unknown, length: number, name: string): void {
  if (!Array.isArray(value) || value.length < length) refuse(`${name} is no list of ${length} or more`)
}

function requireNumbers(what: string, values: readonly unknown[]): void {
  if (!values.every((value) => typeof value === 'number' || value === null)) refuse(`${what} is not numbers`)
}

function refuse(reason: string): never {
  throw new StudioError('RESULT_FORMAT', `not a study's result.json: ${reason}`)
}
