import { holm, studentTDistribution } from '@umbra/stats'
import fc from 'fast-check'
import { type StudyConfig, studyConfigSchema } from '../../src/mapping/config.js'
import type { ProfileTest, RegionTest, ReportedTest, ShareTest } from '../../src/study/result.js'
import type { VerdictInput } from '../../src/study/verdict.js'
import { anyControls } from './any-controls.js'
import { anyQuote } from './any-quote.js'

/** Names of regions as bands, grids and masks have them, odd ones among them. */
const regionNames: fc.Arbitrary<string[]> = fc.oneof(
  fc.constantFrom<string[][]>(['top', 'bottom'], ['top', 'middle', 'bottom']),
  fc.integer({ min: 4, max: 28 }).map((count) => Array.from({ length: count }, (_, i) => `band ${i + 1}`)),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 2, max: 12 }))
    .map(([rows, columns]) => grid(rows, columns)),
  fc.shuffledSubarray(
    [
      'left loop',
      'the middle',
      'The rest',
      '8',
      '11',
      'an ear',
      'nose',
      'Left',
      'x-1',
      'a',
      'r1',
      'region 2',
      'ärmel',
      'theory',
    ],
    { minLength: 2, maxLength: 14 },
  ),
)

function grid(rows: number, columns: number): string[] {
  return Array.from(
    { length: rows * columns },
    (_, i) => `r${Math.floor(i / columns) + 1} c${(i % columns) + 1}`,
  )
}

const classNames = fc
  .shuffledSubarray(
    ['6', '8', 'labrador', 'golden retriever', 'one', 'the 80s', 'dog (small), wet', 'a', 'naïve'],
    {
      minLength: 2,
      maxLength: 2,
    },
  )
  .chain(([a, b]) => fc.constantFrom([a!, b!] as const, [a!, 'the rest'] as const))

/** Effects from none to absurd, few enough that some tie, and at the borders of the words for them. */
const effects = fc.constantFrom(
  0,
  0.001,
  -0.001,
  0.02,
  0.1,
  -0.1,
  0.1949,
  0.195,
  0.2,
  -0.2,
  0.3,
  0.496,
  -0.5,
  0.7949,
  0.796,
  0.8,
  -1.1,
  2.5,
  7712506.59,
  -3.2e27,
)

/** A test of two samples with this Hedges g, in a unit of this size; p from the tail of t. */
function testOf(g: number, unit: number, n: readonly [number, number]): ReportedTest {
  const half = 1.96 * unit * Math.sqrt(1 / n[0] + 1 / n[1])
  const estimate = g * unit
  const logP = Math.min(
    0,
    Math.log(2) + studentTDistribution(n[0] + n[1] - 2).logSurvival(Math.abs(estimate) / (half / 1.96)),
  )
  return {
    name: 'Welch t',
    statistic: (1.96 * estimate) / half,
    df: n[0] + n[1] - 2,
    p: Math.exp(logP),
    logP,
    estimate,
    interval: [estimate - half, estimate + half],
    effect: { name: 'Hedges g', value: g },
    n,
  }
}

function notComputed(n: readonly [number, number], estimate: number | undefined, why: string): ReportedTest {
  return {
    name: 'Welch t',
    statistic: Number.NaN,
    p: Number.NaN,
    logP: Number.NaN,
    n,
    notComputed: why,
    ...(estimate !== undefined && { estimate }),
  }
}

interface RegionPlan {
  readonly g: number
  readonly exponent: number
  readonly kind: 'test' | 'none' | 'no effect'
}

const plan: fc.Arbitrary<RegionPlan> = fc.record({
  g: effects,
  exponent: fc.constantFrom(0, 0, 0, -1, 1, -12, -30, 7, 20),
  kind: fc.oneof(
    { weight: 14, arbitrary: fc.constant('test' as const) },
    { weight: 2, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constant('no effect' as const) },
  ),
})

function regionTest(
  region: string,
  { g, exponent, kind }: RegionPlan,
  n: readonly [number, number],
): RegionTest {
  const full = testOf(g, 10 ** exponent, n)
  const { effect: _, ...bare } = full
  const test =
    kind === 'none'
      ? notComputed(n, g, 'the values of a class do not vary')
      : kind === 'no effect'
        ? bare
        : full
  return { ...test, region, pHolm: test.p, student: test, mannWhitney: test, permutation: test }
}

interface Shape {
  readonly simultaneous: boolean
  readonly same: boolean
  readonly tellN: boolean
}

function regionTests(
  names: readonly string[],
  plans: readonly RegionPlan[],
  n: readonly [number, number],
  level: number,
  shape: Shape,
) {
  const tests = names.map((name, r) => regionTest(name, plans[shape.same ? 0 : r % plans.length]!, n))
  const adjusted = holm(tests.map(({ p }) => (Number.isNaN(p) ? 1 : p)))
  return tests.map((test, r): RegionTest => {
    const { n: rests, ...rest } = test
    const [low, high] = test.interval ?? [0, 0]
    const wider = (high - low) / 4
    return {
      ...rest,
      ...(shape.tellN && { n: rests! }),
      pHolm: Number.isNaN(test.p) ? Number.NaN : adjusted[r]!,
      ...(shape.simultaneous &&
        test.interval && {
          simultaneous: { level, interval: [low - wider, high + wider], method: 'max-T' as const },
        }),
    }
  })
}

/** A mean that no verdict speaks of. */
const none = { mean: 0, sd: 1, n: 2, interval: [-1, 1] as const }

/** The primary test with this p of relabelling; NaN for one that could not be computed, as for old results that have none. */
function profileTest(
  p: number,
  regions: readonly ShareTest[],
  without: readonly number[],
  n: readonly [number, number] | undefined,
): ProfileTest {
  const {
    n: _,
    effect: __,
    ...test
  } = Number.isNaN(p)
    ? notComputed([2, 2], undefined, 'a single region has no pattern')
    : testOf(1, 1, [20, 20])
  return {
    ...test,
    name: 'class × region interaction of profiles',
    permutationP: p,
    permutations: 4999,
    without: [without[0]!, without[1]!],
    regions: Number.isNaN(p) ? [] : regions,
    ...(n && { n }),
  }
}

const baselines = fc.constantFrom<StudyConfig['baseline'][]>(
  0,
  0.5,
  'mean',
  'blur',
  'noise',
  'train-mean',
  'marginal',
  'patch-mean',
  'inpaint',
  'soft',
  [0.1, 0.2, 0.3],
  { kind: 'blur', sigma: 2 },
  { kind: 'noise', mean: 0.5, sd: 0.25, draws: 8, seed: 0 } as StudyConfig['baseline'],
  { kind: 'mean', values: [0.13] } as StudyConfig['baseline'],
)

const configs = fc.record({
  confidence: fc.constantFrom(0.500001, 0.57, 0.8, 0.9, 0.95, 0.975, 0.99, 0.999, 0.9999, 0.9999999),
  window: fc.tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 120 })),
  baseline: baselines,
  score: fc.constantFrom<StudyConfig['score'][]>('logit', 'probability', 'log-probability', 'margin', {
    kind: 'margin',
    against: 8,
  } as StudyConfig['score']),
  normalisation: fc.constantFrom('raw' as const, 'ink' as const),
})

/** The results of studies of every kind, as far as a verdict is made from them. */
export const anyStudy: fc.Arbitrary<VerdictInput> = fc
  .tuple(regionNames, classNames, configs)
  .chain(([names, pair, settings]) =>
    fc
      .record({
        n: fc.tuple(fc.constantFrom(2, 20, 200, 1200), fc.constantFrom(2, 20, 200, 1200)),
        plans: fc.array(plan, { minLength: 1, maxLength: Math.min(names.length, 12) }),
        shape: fc.record({
          simultaneous: fc.boolean(),
          same: fc.integer({ min: 0, max: 5 }).map((x) => x === 0),
          tellN: fc.boolean(),
        }),
        whole: plan,
        strength: fc.option(plan, { nil: undefined }),
        shares: fc.array(plan, { minLength: 1, maxLength: Math.min(names.length, 12) }),
        without: fc.constantFrom([0, 0], [0, 0], [1, 0], [3, 17]),
        profileP: fc.constantFrom(2e-4, 2e-4, 0.012, 0.0499, 0.0500001, 0.3, 0.4, 0.997, 1, Number.NaN),
        clusters: fc.array(fc.constantFrom(2e-4, 0.012, 0.05, 0.3, 1), { maxLength: 4 }),
        robustness: fc.option(anyQuote(names), { nil: undefined }),
        controls: fc.option(anyControls(names), { nil: undefined, freq: 9 }),
      })
      .map((drawn): VerdictInput => {
        const { n, plans, shape, clusters, robustness, controls } = drawn
        const config = { ...studyConfigSchema.parse({}), ...settings } as StudyConfig
        const level = config.confidence
        const shares = regionTests(names, drawn.shares, n, level, shape).map(
          ({ student: _, mannWhitney: __, permutation: ___, ...share }) => ({
            ...share,
            means: [none, none] as const,
          }),
        )
        const tests = {
          profile: profileTest(drawn.profileP, shares, drawn.without, shape.tellN ? n : undefined),
          ...(drawn.strength && { strength: regionTest('strength', drawn.strength, n) }),
          overall: regionTest('overall', drawn.whole, n),
          regions: regionTests(names, plans, n, level, shape),
          clusters: { threshold: 2, clusters: clusters.map((p) => ({ sign: 1, mass: 9, p, pixels: [0] })) },
        }
        const classes = pair.map((name, c) => ({ class: c, name, n: n[c]!, excluded: 0 }))
        return {
          classes,
          config,
          tests,
          ...(controls && { controls }),
          ...(robustness && { robustness }),
        } as unknown as VerdictInput
      }),
  )
