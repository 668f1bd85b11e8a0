import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  betaDistribution,
  chiSquaredDistribution,
  type Distribution,
  fDistribution,
  noncentralTDistribution,
  StatisticsError,
  standardNormal,
  studentTDistribution,
} from '../src/index.js'
import { expectAgreement, expectLogAgreement } from './agreement.js'
import fixture from './fixtures/distributions.json' with { type: 'json' }

const MAKE: Record<string, (...parameters: number[]) => Distribution> = {
  normal: () => standardNormal,
  t: (df) => studentTDistribution(df!),
  f: (df1, df2) => fDistribution(df1!, df2!),
  chiSquared: (df) => chiSquaredDistribution(df!),
  beta: (a, b) => betaDistribution(a!, b!),
  noncentralT: (df, delta) => noncentralTDistribution(df!, delta!),
}

describe.each(Object.keys(MAKE))('%s distribution against mpmath', (name) => {
  const cases = fixture.cases.filter((row) => row.distribution === name)
  const make = (parameters: number[]): Distribution => MAKE[name]!(...parameters)

  it('has the same log tails', () => {
    expect(cases.length).toBeGreaterThan(10)
    for (const { parameters, x, logCdf, logSurvival } of cases) {
      expectLogAgreement(make(parameters).logCdf(x), logCdf)
      expectLogAgreement(make(parameters).logSurvival(x), logSurvival)
    }
  })

  it('has the same log density', () => {
    for (const { parameters, x, logDensity } of cases) {
      expectAgreement(make(parameters).logDensity(x), logDensity, 1e-12, Math.max(1, Math.abs(logDensity)))
    }
  })

  it('has the quantiles that those tails belong to', () => {
    for (const { parameters, x, logCdf, logSurvival, logDensity } of cases) {
      const lower = logCdf < logSurvival
      const distribution = make(parameters)
      const logTail = lower ? logCdf : logSurvival
      const got = lower ? distribution.lowerQuantileOfLog(logTail) : distribution.upperQuantileOfLog(logTail)
      // How much of x a relative change of the tail's logarithm by one rounding moves.
      const sensitivity = Math.max(1, Math.abs(logTail)) / (Math.exp(logDensity - logTail) * Math.abs(x))
      expectAgreement(got, x, 1e-11 * Math.max(1, sensitivity), Math.max(Math.abs(x), 1e-300))
    }
  })
})

describe('every distribution', () => {
  const any = fc.constantFrom<Distribution>(
    standardNormal,
    studentTDistribution(1),
    studentTDistribution(7.3),
    studentTDistribution(Infinity),
    fDistribution(2, 30),
    fDistribution(0.8, 4),
    chiSquaredDistribution(3),
    betaDistribution(0.5, 2),
    noncentralTDistribution(12, -1.5),
  )

  it('undoes its quantile', () => {
    fc.assert(
      fc.property(any, fc.double({ min: 1e-5, max: 1 - 1e-5, noNaN: true }), (distribution, p) => {
        expectAgreement(distribution.cdf(distribution.quantile(p)), p, 1e-10)
        expectAgreement(distribution.survival(distribution.upperQuantile(p)), p, 1e-10)
      }),
      { numRuns: 300 },
    )
  })

  it('has tails that sum to one and rise with x', () => {
    fc.assert(
      fc.property(
        any,
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.double({ min: 1e-6, max: 0.1, noNaN: true }),
        (distribution, x, step) => {
          expectAgreement(distribution.cdf(x) + distribution.survival(x), 1, 1e-13)
          expect(distribution.cdf(x + step)).toBeGreaterThanOrEqual(distribution.cdf(x))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('has the ends of its support as extreme quantiles', () => {
    expect(studentTDistribution(5).quantile(0)).toBe(-Infinity)
    expect(studentTDistribution(5).upperQuantile(0)).toBe(Infinity)
    expect(betaDistribution(2, 3).quantile(0)).toBe(0)
    expect(betaDistribution(2, 3).quantile(1)).toBe(1)
    expect(chiSquaredDistribution(3).upperQuantile(1)).toBe(0)
  })

  it('is defined at infinite and enormous values', () => {
    expect(studentTDistribution(5).survival(Infinity)).toBe(0)
    expect(studentTDistribution(5).cdf(Infinity)).toBe(1)
    // P(T > t) ~ c·t^−df: at t = 1e200 only its logarithm is left.
    const deep = studentTDistribution(3)
    expectAgreement(deep.logSurvival(1e200) - deep.logSurvival(1e199), -3 * Math.LN10)
    expect(fDistribution(2, 3).survival(Infinity)).toBe(0)
    expect(fDistribution(2, 3).survival(0)).toBe(1)
    expect(chiSquaredDistribution(2).survival(Infinity)).toBe(0)
    expect(standardNormal.survival(Infinity)).toBe(0)
    expect(noncentralTDistribution(4, 1).cdf(Infinity)).toBe(1)
  })
})

it('joins t and F, t and normal, chi-squared and F where theory says so', () => {
  expectAgreement(fDistribution(1, 30).survival(4), 2 * studentTDistribution(30).survival(2), 1e-13)
  expectAgreement(studentTDistribution(1e12).survival(2), standardNormal.survival(2), 1e-11)
  expectAgreement(noncentralTDistribution(11, 0).survival(1.7), studentTDistribution(11).survival(1.7), 1e-13)
  expectAgreement(chiSquaredDistribution(1).survival(9), 2 * standardNormal.survival(3), 1e-13)
  expectAgreement(betaDistribution(1, 1).cdf(0.37), 0.37, 1e-14)
})

it('names parameters out of range', () => {
  const outOfRange = expect.objectContaining({ code: 'OUT_OF_RANGE' })
  const attempts = [
    () => studentTDistribution(0),
    () => studentTDistribution(Number.NaN),
    () => fDistribution(2, Infinity),
    () => chiSquaredDistribution(-1),
    () => betaDistribution(0, 1),
    () => noncentralTDistribution(5, Infinity),
    () => standardNormal.quantile(1.5),
  ]
  for (const attempt of attempts) expect(attempt).toThrow(outOfRange)
  expect(() => studentTDistribution(0)).toThrow(StatisticsError)
  expect(() => studentTDistribution(0)).toThrow('OUT_OF_RANGE: df is 0, expected a positive number')
})
