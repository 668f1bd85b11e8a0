import { describe, expect, it } from 'vitest'
import { studyConfigSchema } from '../mapping/config.js'
import type { RegionTest, ReportedTest, RobustnessQuote } from './result.js'
import { type VerdictInput, verdict } from './verdict.js'

const config = studyConfigSchema.parse({})
const plain = (estimate: number, half: number, p: number, g: number): ReportedTest => ({
  name: 'Welch t',
  statistic: estimate / half,
  df: 398,
  p,
  logP: Math.log(p),
  estimate,
  interval: [estimate - half, estimate + half],
  effect: { name: 'Hedges g', value: g },
})

function region(name: string, estimate: number, half: number, p: number, g: number): RegionTest {
  const test = plain(estimate, half, p, g)
  const simultaneous = { level: 0.95, interval: test.interval!, method: 'max-T' as const }
  return {
    ...test,
    region: name,
    pHolm: p,
    simultaneous,
    student: test,
    mannWhitney: test,
    permutation: test,
  }
}

/** @param profileP - p of relabelling @param regions - of shares, and of sensitivities alike */
function input(
  profileP: number,
  regions: readonly RegionTest[],
  strength = region('strength', 0.01, 0.3, 0.9, 0.01),
): VerdictInput {
  const summary = { mean: 0, sd: 1, n: 200, interval: [0, 1] as const }
  const of = (index: number) => ({
    class: index,
    name: String(index),
    n: 200,
    excluded: 1,
    overall: summary,
    regions: regions.map(({ region: name }) => ({ name, ...summary })),
  })
  const profile = {
    ...plain(0, 1, 1e-60, 0),
    name: 'class × region interaction of profiles',
    permutationP: profileP,
    permutations: 4999,
    without: [0, 0],
    n: [200, 200],
    regions,
  }
  const overall = region('overall', 0.01, 0.3, 0.9, 0.01)
  const clusters = { threshold: 2, clusters: [] }
  const { simultaneous: _, ...how } = strength
  const tests = { profile, strength: how, overall, regions, clusters } as unknown as VerdictInput['tests']
  return { config, classes: [of(6), of(8)], tests }
}

/** The same curve for every region, over ten networks; the bottom's turned round, as its difference is. */
function quote(
  positive: number,
  median: number,
  p: readonly [along: number, against: number],
  byScore?: readonly [number, number],
): RobustnessQuote {
  const curve = {
    positive,
    negative: 1 - positive,
    median,
    p: 0.0002,
    significantPositive: { value: 0.03, p: p[1] },
    significantNegative: { value: 0.8, p: p[0] },
    crossed: { estimate: median, interval: [median - 0.1, median + 0.1] as const, simultaneous: true },
    ...(byScore && {
      dependsOn: {
        choice: 'score',
        share: 0.93,
        values: ['logit', 'probability'].map((value, i) => ({ value, median: byScore[i]! })),
      },
    }),
  }
  return {
    specifications: 384,
    models: 10,
    answers: 60,
    confidence: 0.95,
    pattern: { significant: 0.97, p: 0.0002, pSignificant: 0.0004 },
    curves: [
      { measure: 'top', ...curve },
      { measure: 'middle', ...curve },
      {
        ...curve,
        measure: 'bottom',
        positive: 1 - positive,
        negative: positive,
        significantPositive: curve.significantNegative,
        significantNegative: curve.significantPositive,
      },
    ],
  }
}

const clear = input(2e-4, [
  region('top', -0.1, 0.3, 0.8, -0.02),
  region('middle', -1.2, 0.25, 1e-20, -1.1),
  region('bottom', 0.5, 0.2, 1e-5, 0.6),
])

describe('verdict', () => {
  it('clear: says where, with direction, size, interval and certainty, how much, and what it depends on', () => {
    const { text, supported } = verdict(clear)
    expect(supported).toBe(true)
    expect(text).toBe(
      'The network looks at 6 and 8 in different places (p = 2.0 × 10⁻⁴ by relabelling, n = 200 and 200), most in the middle, ' +
        'whose share is larger for 8 than for 6, by 1.20 (95% simultaneous interval 0.95 to 1.45), a large effect ' +
        '(Hedges g 1.10, Holm p = 1.0 × 10⁻²⁰); also in the bottom (more for 6). ' +
        'In strength no difference was found: Hedges g 0.01, a difference of 0.01 in the logit, 6 minus 8 ' +
        '(95% interval −0.29 to 0.31; p = 0.90). ' +
        'This holds for one trained network, a 4×4 window, baseline 0 and the logit; ' +
        'other choices can change it, even its sign.',
    )
  })

  it('gives the own interval too where the simultaneous one holds 0 and Holm calls the region significant', () => {
    const wide = { level: 0.95, interval: [-13.5, 5.5] as const, method: 'max-T' as const }
    const { text } = verdict(input(2e-4, [{ ...region('middle', -4, 0.7, 1e-9, -2.4), simultaneous: wide }]))
    expect(text).toContain(
      '(95% simultaneous interval −5.5 to 13.5, of it alone 3.30 to 4.70), a large effect',
    )
  })

  it('names four regions at most, and calls them by what they are', () => {
    const names = ['r1 c1', 'r1 c2', 'band 4', 'left loop', 'r2 c1', 'r2 c2']
    const { text } = verdict(
      input(
        2e-4,
        names.map((name, i) => region(name, 1, 0.2, 1e-9, 2 - i / 4)),
      ),
    )
    expect(text).toMatch(/most in region r1 c1, whose share is larger for 6 than for 8/)
    expect(text).toMatch(
      /also in region r1 c2 \(more for 6\), band 4 \(more for 6\), the left loop \(more for 6\) and 2 other regions\./,
    )
  })

  it('null: says what the data leave possible', () => {
    const { text, supported } = verdict(
      input(0.44, [region('top', 0.1, 0.3, 0.8, 0.05), region('middle', -0.2, 0.3, 0.6, -0.1)]),
    )
    expect(supported).toBe(false)
    expect(text).toMatch(
      /^No difference in where the network looks was found between 6 and 8 \(p = 0\.44 by relabelling, n = 200 and 200\)/,
    )
    expect(text).toMatch(
      /the largest effect, in the middle, is Hedges g −0\.10, a difference of −0\.20 in its share, 6 minus 8 \(95% simultaneous interval −0\.50 to 0\.10\)\./,
    )
  })

  it('a difference in strength is not one in place, whatever the p of F', () => {
    const stronger = region('strength', -0.9, 0.2, 1e-9, -0.9)
    const { text, supported } = verdict(input(0.3, [region('top', 0.01, 0.2, 0.8, 0.02)], stronger))
    expect(supported).toBe(false)
    expect(text).toMatch(
      /^No difference in where .*\. The maps are stronger for 8 than for 6, by 0\.90 in the logit \(95% interval 0\.70 to 1\.10\), a large effect \(Hedges g 0\.90, p = 1\.0 × 10⁻⁹\)\./,
    )
  })

  it('names regions that differ only as they are', () => {
    const { text } = verdict(
      input(0.3, [region('top', 0.8, 0.2, 1e-8, 0.8), region('middle', 0.9, 0.2, 1e-9, 0.9)]),
    )
    expect(text).toMatch(/ Unscaled, the top \(more for 6\) and the middle \(more for 6\) differ\./)
  })

  it('a pattern that differs without any single region is said to', () => {
    const { text, supported } = verdict(
      input(0.01, [region('top', 0.1, 0.12, 0.2, 0.1), region('middle', -0.1, 0.12, 0.2, -0.11)]),
    )
    expect(supported).toBe(true)
    expect(text).toMatch(
      /in different places \(p = 0\.010 .*\), though in no single region beyond doubt: the largest effect, in the middle,/,
    )
  })

  it('tiny but significant is called very little', () => {
    const { text } = verdict(input(2e-4, [region('top', 0.01, 0.004, 1e-4, 0.09)]))
    expect(text).toMatch(
      /in different places .*, though by very little, most in the top.*a very small effect \(Hedges g 0\.09/,
    )
  })

  it('of a result from before profiles were tested says that they were not', () => {
    const { profile: _, strength: __, ...older } = clear.tests
    const { text, supported } = verdict({ ...clear, tests: older })
    expect(supported).toBe(false)
    expect(text).toMatch(
      /^Whether .* could not be tested, since the result is from before profiles were tested\./,
    )
  })

  it.each([
    [
      'agreement',
      quote(0.02, -0.9, [0.003, 1]),
      /Of the estimates from 384 ways of running the study on 10 independently trained networks, equal answers counted once, 97% find different patterns \(joint test of that share, p = 4\.0 × 10⁻⁴\) and 98% give the middle more weight for 8 \(80% significantly so, joint p = 0\.0030, and 3% significantly the other way, joint p > 0\.99; g on average over the networks 0\.90, 95% simultaneous interval over networks and images 0\.80 to 1\.00\): the direction survives its choices\.$/,
    ],
    [
      'agreement in direction, not in size',
      quote(0.02, -0.9, [0.003, 1], [-1.8, -0.1]),
      /the direction survives its choices, but its size depends on the score, which explains 93% of how g varies \(median 1\.80 for logit and 0\.10 for probability\)\.$/,
    ],
    [
      'a share that chance gives too',
      quote(0.09, -0.4, [0.063, 1]),
      / 91% give the middle .*: the direction is not shown over its choices; what does not survive is the direction found here in the bottom \(91%\)\.$/,
    ],
    [
      'a sign that turns',
      quote(0.2, -0.4, [0.01, 0.02], [-1.8, 0.2]),
      / 80% give the middle .*: the direction turns with its choices, and it depends on the score, which explains 93% of how g varies \(median 1\.80 for logit but −0\.20 for probability\); what does not survive is the direction found here in the bottom \(80%\)\.$/,
    ],
    [
      'one that may not hold for other networks and images',
      quote(0.2, -0.05, [0.01, 0.4]),
      /0\.05, 95% simultaneous interval over networks and images −0\.05 to 0\.15\): the direction survives its choices, though for other networks and images it may be none\.$/,
    ],
    [
      'an exception',
      quote(0.9, 0.5, [0.4, 0.01]),
      / 10% give the middle .*: the direction is an exception; what does not survive is the direction found here in the bottom \(10%\)\.$/,
    ],
  ])('quotes robustness: %s', (_, robustness, expected) => {
    expect(verdict({ ...clear, robustness }).text).toMatch(expected)
  })

  it('says where another region it names does not hold', () => {
    const conflicting = quote(0.02, -0.9, [0.003, 1])
    const curves = conflicting.curves.map((curve) =>
      curve.measure === 'bottom'
        ? { ...curve, positive: 0.56, negative: 0.44, significantPositive: { value: 0.2, p: 0.4 } }
        : curve,
    )
    expect(verdict({ ...clear, robustness: { ...conflicting, curves } }).text).toMatch(
      /: the direction survives its choices; what does not survive is the direction found here in the bottom \(56%\)\.$/,
    )
  })

  it.each([
    ['mean', 'the dataset mean as baseline'],
    ['blur', 'a Gaussian blur as baseline'],
    ['noise', 'noise as baseline'],
    ['train-mean', 'the training mean as baseline'],
    ['marginal', 'patches of other images as baseline'],
    ['patch-mean', 'the patch mean as baseline'],
    ['inpaint', 'linear in-painting as baseline'],
    ['soft', '0 under a Gaussian window as baseline'],
  ] as const)('calls baseline %s what it is', (baseline, words) => {
    const { text } = verdict({ ...clear, config: { ...config, baseline } })
    expect(text).toContain(`a 4×4 window, ${words} and the logit`)
  })

  it('quotes a single network as one, with the joint test of images', () => {
    const several = quote(0, -0.9, [0.003, 1])
    const curves = several.curves.map(({ crossed: _, ...curve }) => curve)
    expect(verdict({ ...clear, robustness: { ...several, models: 1, curves } }).text).toMatch(
      /Of the estimates from 384 ways of running the study on one network, .* 100% give .* joint p > 0\.99; median g 0\.90, joint p = 2\.0 × 10⁻⁴\)/,
    )
  })

  it('holds no F statistic, and stays within three sentences', () => {
    for (const robustness of [undefined, quote(0.46, -0.05, [0.5, 0.5], [-1.8, 0.2])]) {
      const { text } = verdict({ ...clear, ...(robustness && { robustness }) })
      expect(text).not.toMatch(/F\(|eta/)
      expect(text.match(/\.( |$)/g)).toHaveLength(3)
    }
  })

  it('never prints a p-value of zero', () => {
    const tests = [{ ...region('top', -3, 0.1, 0, -9), logP: -2000 }]
    const { text } = verdict(input(2e-4, tests))
    expect(text).not.toMatch(/p = 0(?!\.)/)
  })
})
