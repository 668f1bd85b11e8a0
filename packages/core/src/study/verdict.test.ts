import { describe, expect, it } from 'vitest'
import { studyConfigSchema } from './config.js'
import type { RegionTest, ReportedTest } from './result.js'
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

describe('verdict', () => {
  it('clear: says direction, size, interval, certainty and dependence', () => {
    const { text, supported } = verdict(
      input(1e-9, [
        region('top', -0.1, 0.3, 0.8, -0.02),
        region('middle', -1.2, 0.25, 1e-20, -1.1),
        region('bottom', 0.5, 0.2, 1e-5, 0.6),
      ]),
    )
    expect(supported).toBe(true)
    expect(text).toMatch(/looks at 6 and 8 differently: most in the middle/)
    expect(text).toMatch(/1\.20 more for 8 than for 6 \(95% interval 0\.95 to 1\.45, Hedges g 1\.10/)
    expect(text).toMatch(/also the bottom, 0\.50 more for 6/)
    expect(text).toMatch(/one trained network with a 4×4 window, baseline 0 and the logit/)
  })

  it('null: says what the data leave possible', () => {
    const { text, supported } = verdict(
      input(0.44, [region('top', 0.1, 0.3, 0.8, 0.05), region('middle', -0.2, 0.3, 0.6, -0.1)]),
    )
    expect(supported).toBe(false)
    expect(text).toMatch(/No difference in the pattern/)
    expect(text).toMatch(/the largest difference, in the middle, is −0\.20 .*95% interval −0\.50 to 0\.10/)
  })

  it('a difference in level is not a difference in pattern', () => {
    const { text, supported } = verdict(
      input(0.3, [region('top', 0.8, 0.2, 1e-8, 0.8), region('middle', 0.9, 0.2, 1e-9, 0.9)]),
    )
    expect(supported).toBe(false)
    expect(text).toMatch(/yet the classes differ in level: in the middle/)
  })

  it('a pattern that differs without any single region is said to', () => {
    const { text, supported } = verdict(
      input(0.01, [region('top', 0.1, 0.12, 0.2, 0.1), region('middle', -0.1, 0.12, 0.2, -0.1)]),
    )
    expect(supported).toBe(true)
    expect(text).toMatch(/no single region differs after correction/)
  })

  it('tiny but significant is called little', () => {
    const { text } = verdict(input(1e-4, [region('top', 0.01, 0.004, 1e-4, 0.09)]))
    expect(text).toMatch(/differently: by little, most in the top/)
  })

  it('never prints a p-value of zero', () => {
    const tests = [{ ...region('top', -3, 0.1, 0, -9), logP: -2000 }]
    const { text } = verdict(input(1e-320, tests))
    expect(text).not.toMatch(/p = 0(?!\.)/)
  })
})
