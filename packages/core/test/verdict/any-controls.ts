import fc from 'fast-check'
import type { AdjustedTest, ControlledEffect, ReportedTest, StudyControls } from '../../src/study/result.js'

/** How many of how many untrained networks show as much: none and all among them, and none that could be compared. */
const among = fc.constantFrom<[extreme: number, networks: number]>(
  [0, 20],
  [0, 20],
  [0, 20],
  [1, 20],
  [7, 20],
  [20, 20],
  [0, 1],
  [1, 1],
  [0, 5],
  [2, 100],
  [4, 100],
  [0, 999],
  [0, 0],
)

function effectOf([extreme, networks]: readonly [number, number]): ControlledEffect {
  const controls = Array.from({ length: networks }, (_, i) => (i < extreme ? 2 : 0.1))
  if (networks === 0) return { effect: 1, controls, rank: Number.NaN, p: Number.NaN }
  return { effect: 1, controls, rank: extreme + 1, p: (extreme + 1) / (networks + 1) }
}

const adjustedPlan = fc.record({
  estimate: fc.constantFrom(0.0893, -0.0893, 0.0021, -0.44, 3e-9),
  half: fc.constantFrom(0.012, 0.3, 1e-10),
  p: fc.constantFrom(0, 1e-30, 0.012, 0.0499, 0.06, 0.7),
  overlap: fc.constantFrom<[number, number]>([1, 1], [0.97, 0.5], [0.2, 0.99], [0, 0]),
  computed: fc.integer({ min: 0, max: 7 }).map((x) => x > 0),
})

type AdjustedPlan = typeof adjustedPlan extends fc.Arbitrary<infer Plan> ? Plan : never

function adjustedTest(region: string, { estimate, half, p, overlap, computed }: AdjustedPlan): AdjustedTest {
  const told = { region, unadjusted: estimate, inkDifference: 0.1, slope: 0.2, overlap }
  const test: ReportedTest = computed
    ? {
        name: 'analysis of covariance',
        statistic: 1,
        p,
        logP: p === 0 ? -2000 : Math.log(p),
        estimate,
        interval: [estimate - half, estimate + half],
      }
    : {
        name: 'analysis of covariance',
        statistic: Number.NaN,
        p: Number.NaN,
        logP: Number.NaN,
        notComputed: 'the values of a class do not vary',
      }
  return { ...told, ...test }
}

/** What a study's effects may be held against, for regions of these names. */
export function anyControls(names: readonly string[]): fc.Arbitrary<StudyControls> {
  return fc
    .record({
      kind: fc.integer({ min: 0, max: 9 }),
      profile: among,
      strength: among,
      shares: fc.array(among, { minLength: 1, maxLength: 5 }),
      adjusted: fc.array(adjustedPlan, { minLength: 1, maxLength: 5 }),
    })
    .map(({ kind, profile, strength, shares, adjusted }) => {
      const ranked = names.map((region, r) => ({ region, ...effectOf(shares[r % shares.length]!) }))
      const untrained: StudyControls['untrained'] =
        kind === 0
          ? { draws: 0, notComputed: 'controls were turned off' }
          : kind === 1
            ? { draws: 20, notComputed: 'weights cannot be drawn anew in a model of 3.5 layers' }
            : {
                draws: profile[1],
                notFinite: 0,
                layers: [],
                profile: effectOf(profile),
                strength: effectOf(strength),
                interaction: effectOf(profile),
                regions: ranked,
                shares: ranked,
              }
      const tests = names.map((region, r) => adjustedTest(region, adjusted[r % adjusted.length]!))
      return { untrained, ink: { adjusted: { shares: tests } } } as unknown as StudyControls
    })
}
