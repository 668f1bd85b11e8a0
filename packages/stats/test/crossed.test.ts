import { describe, expect, it } from 'vitest'
import { adjustedDifference, crossedDifference, type TestResult } from '../src/index.js'
import { expectAgreement } from './agreement.js'
import fixture from './fixtures/crossed.json' with { type: 'json' }

const results = fixture.designs.map(({ a, b, networks }) =>
  crossedDifference(a, b, networks, { variances: 'pooled' }),
)
const regular = fixture.designs.map(({ singular }) => !singular)

describe('crossed networks and images against lme4 and lmerTest', () => {
  it('has the estimate in every design', () => {
    expect(results.length).toBe(48)
    results.forEach((result, i) => {
      expectAgreement(result.estimate, fixture.designs[i]!.estimate, 1e-9, 1)
    })
  })

  it('has the standard error, Satterthwaite df and variance components wherever REML finds none to be 0', () => {
    expect(regular.filter(Boolean).length).toBeGreaterThan(25)
    results.forEach((result, i) => {
      if (!regular[i]) return
      const { se, df, between, image, residual } = fixture.designs[i]!
      expect(result.variance.negative).toEqual([])
      expectAgreement(result.standardError, se, 1e-6)
      expectAgreement(result.df, df, 1e-4)
      expectAgreement(result.variance.networks, between, 1e-4)
      expectAgreement(result.variance.images[0], image, 1e-4)
      expectAgreement(result.variance.images[1], image, 1e-4)
      expectAgreement(result.variance.residual[1], residual, 1e-4)
    })
  })

  it('has Kenward and Roger’s standard error and df too, which for a balanced design are the same', () => {
    const known = fixture.designs.flatMap(({ kenwardRoger, singular }, i) =>
      kenwardRoger && !singular ? [i] : [],
    )
    expect(known.length).toBeGreaterThan(5)
    for (const i of known) {
      expectAgreement(results[i]!.standardError, fixture.designs[i]!.kenwardRoger!.se, 1e-5)
      expectAgreement(results[i]!.df, fixture.designs[i]!.kenwardRoger!.df, 1e-3)
    }
  })

  it('has the standard error of REML where one component is 0 there, and names it', () => {
    const bound = results.filter((_, i) => !regular[i])
    expect(bound.length).toBeGreaterThan(5)
    results.forEach((result, i) => {
      if (regular[i]) return
      expect(result.variance.negative.length).toBeGreaterThan(0)
      if (result.variance.negative.length === 1)
        expectAgreement(result.standardError, fixture.designs[i]!.se, 1e-4)
    })
  })
})

describe('analysis of covariance against lm and sandwich’s HC3', () => {
  it('has the adjusted difference, its robust interval and p, and the test of equal slopes', () => {
    expect(fixture.covariances.length).toBe(32)
    for (const { a, b, inkA, inkB, ...expected } of fixture.covariances) {
      const result = adjustedDifference(a, b, inkA, inkB)
      expectAgreement(result.estimate, expected.estimate, 1e-10, 1)
      expectAgreement(result.standardError, expected.se)
      expectAgreement(result.statistic, expected.t)
      expectAgreement(result.p, expected.p, 1e-9)
      result.interval.forEach((limit, side) => {
        expectAgreement(limit, expected.interval[side]!, 1e-10, 1)
      })
      expectAgreement(result.slope.estimate, expected.slope)
      expectAgreement(result.slope.standardError, expected.slopeSe)
      const slopes = result.equalSlopes as TestResult
      expectAgreement(slopes.estimate!, expected.slopes.difference)
      expectAgreement(slopes.statistic, expected.slopes.t)
      expectAgreement(slopes.p, expected.slopes.p, 1e-9)
    }
  })
})
