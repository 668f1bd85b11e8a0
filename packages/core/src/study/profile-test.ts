import { interactionTest as relabelled } from '@umbra/stats'
import type { StudyConfig } from '../mapping/config.js'
import type { Random } from '../random.js'
import { compareDifference, holdTogether, holmOverAll, interactionEffect, summariseMean } from './compare.js'
import type { ClassProfiles } from './profiles.js'
import type { ProfileTest, ReportedTest, ShareTest } from './result.js'
import { testOrReason } from './test-or-reason.js'

const NAME = 'class × region interaction of profiles'
const NAMES = { between: 'class', within: 'region' }

/**
 * The primary question, where: do the classes' mean profiles differ? Relabelling has the last word; F stands beside it. Below it each
 * region's share, tested as regions are.
 *
 * @param family - how many intervals hold together, where that is more than the regions; then by Bonferroni's inequality
 */
export function profileTest(
  profiles: readonly [ClassProfiles, ClassProfiles],
  names: readonly string[],
  config: Pick<StudyConfig, 'confidence' | 'permutations'>,
  random: Random,
  family?: number,
): ProfileTest {
  const { permutations } = config
  const n = profiles.map(({ regions }) => regions[0]!.length)
  const [first, second] = profiles.map(({ strengths, defined }) => strengths.length - defined.length)
  const without = [first!, second!] as const
  const untested = { permutationP: Number.NaN, permutations, without, regions: [] }
  const reason = noProfiles(names.length, n)
  if (reason !== undefined) return { ...untested, ...notTested(n, reason) }
  const stream = random.split('profiles')
  const [a, b] = profiles.map(({ regions }) => rowByRow(regions))
  let permutationP = Number.NaN
  const test = testOrReason(NAME, n, () => {
    const uniform = () => stream.uniform()
    const found = relabelled(a!, b!, names.length, { permutations, uniform, names: NAMES })
    permutationP = found.permutationP
    const { statistic, df, p, logP } = found
    const effect = interactionEffect(profiles)
    return { name: NAME, statistic, df, p, logP, ...(effect && { effect }) }
  })
  return { ...untested, ...test, permutationP, regions: shareTests(profiles, names, config, random, family) }
}

function notTested(n: readonly number[], notComputed: string): ReportedTest {
  return { name: NAME, statistic: Number.NaN, p: Number.NaN, logP: Number.NaN, n, notComputed }
}

function noProfiles(regions: number, n: readonly number[]): string | undefined {
  if (regions < 2) return 'a single region has no pattern'
  return n.some((images) => images < 2)
    ? 'fewer than two images of a class have any sensitivity to be shared out'
    : undefined
}

/** [n, R] row by row. */
function rowByRow(regions: readonly Float64Array[]): Float64Array {
  const rows = new Float64Array(regions.length * regions[0]!.length)
  regions.forEach((values, r) => {
    values.forEach((value, i) => {
      rows[i * regions.length + r] = value
    })
  })
  return rows
}

/** Each region's share, first class minus second, with Holm's adjustment and simultaneous intervals over the regions. */
function shareTests(
  profiles: readonly [ClassProfiles, ClassProfiles],
  names: readonly string[],
  config: Pick<StudyConfig, 'confidence'>,
  random: Random,
  family: number | undefined,
): ShareTest[] {
  const stream = random.split('simultaneous intervals of shares')
  const together = holdTogether(profiles, config, { uniform: () => stream.uniform(), family })
  const tests = names.map((region, r) => ({
    ...compareDifference(region, profiles[0].regions[r]!, profiles[1].regions[r]!, config),
    ...together[r],
    means: [
      summariseMean(profiles[0].regions[r]!, config.confidence),
      summariseMean(profiles[1].regions[r]!, config.confidence),
    ] as const,
  }))
  const adjusted = holmOverAll(tests.map(({ p }) => p))
  return tests.map((test, r) => ({ ...test, pHolm: adjusted[r]! }))
}
