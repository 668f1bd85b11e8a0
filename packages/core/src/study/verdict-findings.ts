import type { DifferenceTest, ProfileTest, RegionTest, ReportedTest } from './result.js'
import { largestEffects, type VerdictInput } from './verdict-words.js'

/** What the tests found, as far as the verdict speaks of it. */
export interface Findings {
  /** One minus the study's confidence. */
  readonly alpha: number
  /** The primary test; of a result from before it was made, one that says so. */
  readonly profile: ProfileTest
  /** Whether profiles differ. */
  readonly supported: boolean
  /** Regions whose shares differ after Holm's adjustment, in order, … */
  readonly shares: readonly DifferenceTest[]
  /** … and of them the one with the largest effect; none where none is defined. */
  readonly leading: DifferenceTest | undefined
  /** Regions whose sensitivities differ in the direction the answer speaks of; what the study's repetitions are asked about. */
  readonly differing: readonly RegionTest[]
  /** What the answer is about, whose direction may depend on choices: a region, or the whole map where only strength differs. */
  readonly subject: RegionTest | undefined
}

const OLDER: ProfileTest = {
  name: 'class × region interaction of profiles',
  statistic: Number.NaN,
  p: Number.NaN,
  logP: Number.NaN,
  permutationP: Number.NaN,
  permutations: 0,
  without: [0, 0],
  regions: [],
  notComputed: 'the result is from before profiles were tested',
}

/** Reads the tests at the study's level. */
export function findingsOf({ tests, config }: VerdictInput): Findings {
  const alpha = 1 - config.confidence
  const { profile = OLDER } = tests
  const supported = !profile.notComputed && profile.permutationP < alpha
  const shares = profile.regions.filter((test) => isDifferent(test, alpha))
  const [leading] = largestEffects(shares)
  const found = { alpha, profile, supported, shares, leading }
  if (supported) {
    const differing = shares.flatMap((share) => sameDirection(share, tests.regions))
    return { ...found, differing, subject: leading && sameDirection(leading, tests.regions)[0] }
  }
  const differing = tests.regions.filter((test) => isDifferent(test, alpha))
  if (tests.strength && isSignificant(tests.strength, alpha)) {
    const whole = { ...tests.overall, region: 'overall' }
    return { ...found, differing, subject: Number.isFinite(whole.estimate) ? whole : undefined }
  }
  const largest = largestEffects(differing.length > 0 ? differing : tests.regions)
  const subject = largest.length === 1 || differing.length > 0 ? largest[0] : undefined
  return { ...found, differing, subject }
}

/** Whether a region differs after Holm's adjustment. */
export function isDifferent({ pHolm, notComputed }: DifferenceTest, alpha: number): boolean {
  return !notComputed && pHolm < alpha
}

/** Whether one test by itself is significant. */
export function isSignificant({ p, notComputed }: ReportedTest, alpha: number): boolean {
  return !notComputed && p < alpha
}

/** The region's own sensitivities, where they differ the way its share does: a share may be larger where all is smaller. */
function sameDirection({ region, estimate }: DifferenceTest, raw: readonly RegionTest[]): RegionTest[] {
  return raw.filter((test) => test.region === region && test.estimate! >= 0 === estimate! >= 0)
}
