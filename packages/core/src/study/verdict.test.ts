import { describe, expect, it } from 'vitest'
import { studyConfigSchema } from './config.js'
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
  return { ...test, region: name, pHolm: p, student: test, mannWhitney: test, permutation: test }
}

function input(interactionP: number, regions: readonly RegionTest[]): VerdictInput {
  const summary = { mean: 0, sd: 1, n: 200, interval: [0, 1] as const }
  const of = (index: number) => ({
    class: index,
    name: String(index),
    n: 200,
    excluded: 1,
    overall: summary,
    regions: regions.map(({ region: name }) => ({ name, ...summary })),
  })
  const interaction = {
    ...plain(0, 1, interactionP, 0),
    name: 'class × region interaction',
    statistic: 12.3,
    df: [1.8, 716.4] as const,
    effect: { name: 'generalised eta squared', value: 0.031 },
    epsilon: 0.9,
    pUncorrected: interactionP,
  }
  const tests = { interaction, regions } as unknown as VerdictInput['tests']
  return { config, classes: [of(6), of(8)], tests }
}

/** The same curve for every region. */
function quote(positive: number, median: number, dependsOn?: string): RobustnessQuote {
  const curve = { positive, negative: 1 - positive, median, p: 0.0002, ...(dependsOn && { dependsOn }) }
  const measures = ['top', 'middle', 'bottom']
  return { specifications: 384, models: 10, curves: measures.map((measure) => ({ measure, ...curve })) }
}

const clear = input(1e-9, [
  region('top', -0.1, 0.3, 0.8, -0.02),
  region('middle', -1.2, 0.25, 1e-20, -1.1),
  region('bottom', 0.5, 0.2, 1e-5, 0.6),
])

describe('verdict', () => {
  it('clear: says direction, size, interval, certainty and dependence', () => {
    const { text, supported } = verdict(clear)
    expect(supported).toBe(true)
    expect(text).toBe(
      'The network looks at 6 and 8 differently (p = 1.0 × 10⁻⁹), most in the middle, which counts more for 8 than for 6: ' +
        'by 1.20 in the logit (95% interval 0.95 to 1.45), a large effect (Hedges g 1.10, p = 1.0 × 10⁻²⁰); ' +
        'also in the bottom, more for 6. This holds for one trained network, a 4×4 window, baseline 0 and the logit; ' +
        'other choices can change it, even its sign.',
    )
  })

  it('null: says what the data leave possible', () => {
    const { text, supported } = verdict(
      input(0.44, [region('top', 0.1, 0.3, 0.8, 0.05), region('middle', -0.2, 0.3, 0.6, -0.1)]),
    )
    expect(supported).toBe(false)
    expect(text).toMatch(/^No difference in where the network looks was found between 6 and 8 \(p = 0\.44\)/)
    expect(text).toMatch(
      /the largest difference, in the middle, is −0\.20 in the logit, 6 minus 8 \(95% interval −0\.50 to 0\.10, Hedges g −0\.10\)/,
    )
  })

  it('a difference in level is not a difference in pattern', () => {
    const { text, supported } = verdict(
      input(0.3, [region('top', 0.8, 0.2, 1e-8, 0.8), region('middle', 0.9, 0.2, 1e-9, 0.9)]),
    )
    expect(supported).toBe(false)
    expect(text).toMatch(
      /No difference in the pattern .* \(p = 0\.30\), but one in strength: the middle counts more for 6/,
    )
  })

  it('a pattern that differs without any single region is said to', () => {
    const { text, supported } = verdict(
      input(0.01, [region('top', 0.1, 0.12, 0.2, 0.1), region('middle', -0.1, 0.12, 0.2, -0.1)]),
    )
    expect(supported).toBe(true)
    expect(text).toMatch(
      /differently \(p = 0\.010\), though in no single region beyond doubt: the largest difference/,
    )
  })

  it('tiny but significant is called very little', () => {
    const { text } = verdict(input(1e-4, [region('top', 0.01, 0.004, 1e-4, 0.09)]))
    expect(text).toMatch(
      /differently .*, though by very little, most in the top.*a very small effect \(Hedges g 0\.09/,
    )
  })

  it.each([
    [
      'agreement',
      quote(0.02, -0.9),
      /The direction survives its choices: of 384 ways .* on 10 .* networks, 98% give the middle more weight for 8 \(median g −0\.90, joint p = 2\.0 × 10⁻⁴\)\.$/,
    ],
    ['a majority', quote(0.2, -0.4, 'score'), /mostly holds: .* 80% .*, and it depends most on the score\.$/],
    [
      'conflict',
      quote(0.46, -0.05, 'score'),
      /does not survive its choices: .*, only 54% .* depends most on the score\.$/,
    ],
    [
      'an exception',
      quote(0.9, 0.5, 'baseline'),
      /is an exception: .*, only 10% .* depends most on the baseline\.$/,
    ],
  ])('quotes robustness: %s', (_, robustness, expected) => {
    expect(verdict({ ...clear, robustness }).text).toMatch(expected)
  })

  it('quotes a single network as one', () => {
    const robustness = { ...quote(0, -0.9), models: 1 }
    expect(verdict({ ...clear, robustness }).text).toMatch(/384 ways of running the study on one network/)
  })

  it('holds no F statistic, and stays within two sentences', () => {
    for (const robustness of [undefined, quote(0.46, -0.05, 'score')]) {
      const { text } = verdict({ ...clear, ...(robustness && { robustness }) })
      expect(text).not.toMatch(/F\(|eta/)
      expect(text.match(/\.( |$)/g)).toHaveLength(2)
    }
  })

  it('never prints a p-value of zero', () => {
    const tests = [{ ...region('top', -3, 0.1, 0, -9), logP: -2000 }]
    const { text } = verdict(input(1e-320, tests))
    expect(text).not.toMatch(/p = 0(?!\.)/)
  })
})
