import { adjustedDifference } from '@umbra/stats'
import type { StudyConfig } from '../mapping/config.js'
import { sensitivityRows } from '../mapping/sensitivity-rows.js'
import type { Random } from '../random.js'
import type { Region } from '../regions/index.js'
import type { ClassMaps } from './class-maps.js'
import { compareDifference, holmOverAll, interactionTest } from './compare.js'
import type { AdjustedTest, InkControl } from './controls-result.js'
import { profileTest } from './profile-test.js'
import { type ClassProfiles, profilesOf } from './profiles.js'
import { testOrReason } from './test-or-reason.js'

/** What the study's images hold of ink by region, tested as their maps are, and taken out of what their maps show. */
export function inkControl(
  classes: readonly [ClassMaps, ClassMaps],
  regions: readonly Region[],
  config: Pick<StudyConfig, 'confidence' | 'permutations'>,
  random: Random,
): InkControl {
  const names = regions.map(({ name }) => name)
  const inked = [inkOf(classes[0], regions), inkOf(classes[1], regions)] as const
  const [ink, maps] = [profilesOf(inked), profilesOf(classes)]
  const perRegion = names.map((name, r) =>
    compareDifference(name, inked[0].regions[r]!, inked[1].regions[r]!, config),
  )
  const holm = holmOverAll(perRegion.map(({ p }) => p))
  const strengthTest = compareDifference('strength', ink[0].strengths, ink[1].strengths, config)
  return {
    profile: profileTest(ink, names, config, random.split('ink'), names.length),
    strength: { ...strengthTest, pHolm: strengthTest.p },
    interaction: interactionTest(inked),
    regions: perRegion.map((test, r) => ({ ...test, pHolm: holm[r]! })),
    adjusted: {
      regions: names.map((name, r) => adjusted(name, pick(classes, r), pick(inked, r), config)),
      shares:
        names.length > 1
          ? names.map((name, r) => adjusted(name, shares(maps, r), shares(ink, r), config))
          : [],
      strength: adjusted('strength', strengths(maps), strengths(ink), config),
    },
  }
}

/** A class's ink as its maps would be: each region's mean over its pixels, channels added up. */
function inkOf({ sample }: ClassMaps, regions: readonly Region[]): Pick<ClassMaps, 'regions'> {
  const { data, shape } = sample.images
  const [n, height, width, channels] = shape
  const ink = new Float32Array(n * height * width)
  for (let i = 0; i < data.length; i++) ink[Math.floor(i / channels)]! += data[i]!
  const rows = sensitivityRows(ink, sample.images, regions, 'raw')
  return { regions: regions.map((_, r) => Float64Array.from(rows, (row) => row[1 + r]!)) }
}

/** Values of every image of both classes, NaN where it has none. */
type Both = readonly [Float64Array, Float64Array]

function pick([a, b]: readonly [Pick<ClassMaps, 'regions'>, Pick<ClassMaps, 'regions'>], r: number): Both {
  return [a.regions[r]!, b.regions[r]!]
}

function shares([a, b]: readonly [ClassProfiles, ClassProfiles], r: number): Both {
  const of = ({ defined, strengths: { length }, regions }: ClassProfiles) => {
    const values = new Float64Array(length).fill(Number.NaN)
    defined.forEach((i, k) => {
      values[i] = regions[r]![k]!
    })
    return values
  }
  return [of(a), of(b)]
}

function strengths([a, b]: readonly [ClassProfiles, ClassProfiles]): Both {
  return [a.strengths, b.strengths]
}

/** Analysis of covariance, over the images for which both are defined. */
function adjusted(
  region: string,
  outcome: Both,
  ink: Both,
  { confidence }: Pick<StudyConfig, 'confidence'>,
): AdjustedTest {
  const both = ([0, 1] as const).map((c) =>
    [...outcome[c].keys()].filter((i) => !Number.isNaN(outcome[c][i]! + ink[c][i]!)),
  )
  const of = (values: Both, c: 0 | 1) => Float64Array.from(both[c]!, (i) => values[c][i]!)
  const none = {
    unadjusted: Number.NaN,
    inkDifference: Number.NaN,
    slope: Number.NaN,
    overlap: [0, 0] as const,
  }
  const n = both.map(({ length }) => length)
  const test = testOrReason('analysis of covariance', n, () => {
    const found = adjustedDifference(of(outcome, 0), of(outcome, 1), of(ink, 0), of(ink, 1), { confidence })
    const { name, statistic, df, p, logP, estimate, interval, unadjusted, covariateDifference } = found
    return {
      ...{ name, statistic, df, p, logP, estimate, interval, unadjusted },
      inkDifference: covariateDifference,
      slope: found.slope.estimate,
      overlap: found.overlap.shares,
    }
  })
  return { region, ...none, ...test }
}
