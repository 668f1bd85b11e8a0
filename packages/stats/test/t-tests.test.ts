import { describe, expect, it } from 'vitest'
import { oneSampleT, pairedT, studentT, type TTestResult, welchT } from '../src/index.js'
import { expectAgreement, expectLogAgreement } from './agreement.js'
import r from './fixtures/anova.json' with { type: 'json' }
import fixture from './fixtures/tests.json' with { type: 'json' }

interface Expected {
  statistic: number
  df: number
  logP: number
  p: number
  estimate: number
  interval: number[]
}

function expectSameTest(got: TTestResult, expected: Expected): void {
  // The difference of two means loses what they have in common; the t statistic loses as much.
  expectAgreement(got.statistic, expected.statistic, 1e-10, Math.max(1e-3, Math.abs(expected.statistic)))
  expectAgreement(got.df, expected.df)
  expectLogAgreement(got.logP, expected.logP)
  expectAgreement(got.p, expected.p, 1e-10, Math.max(expected.p, 5e-324))
  expectAgreement(
    got.estimate,
    expected.estimate,
    1e-10,
    Math.max(Math.abs(expected.estimate), got.standardError),
  )
  const width = expected.interval[1]! - expected.interval[0]!
  got.interval.forEach((limit, side) => {
    expectAgreement(
      limit,
      expected.interval[side]!,
      1e-10,
      Math.max(width, Math.abs(expected.interval[side]!)),
    )
  })
}

describe('t tests against mpmath at 80 digits', () => {
  it.each(['welch', 'student', 'paired'] as const)(
    '%s: sizes, offsets, scales, ties, tiny and huge effects',
    (name) => {
      const test = { welch: welchT, student: studentT, paired: pairedT }[name]
      let count = 0
      for (const { a, b, confidence, ...expected } of fixture.t) {
        const one = (expected as Partial<Record<typeof name, Expected>>)[name]
        if (one === undefined) continue
        expectSameTest(test(a, b, { confidence }), one)
        count++
      }
      expect(count).toBeGreaterThan(20)
    },
  )
})

describe('t tests against R', () => {
  it('gives the same four tests', () => {
    const same = (
      got: TTestResult,
      expected: { t: number; df: number; p: number; interval: number[] },
    ): void => {
      expectAgreement(got.statistic, expected.t)
      expectAgreement(got.df, expected.df)
      expectAgreement(got.p, expected.p)
      got.interval.forEach((limit, side) => {
        expectAgreement(limit, expected.interval[side]!)
      })
    }
    for (const { a, b, pairs, welch, student, paired, one } of r.ts) {
      same(welchT(a, b), welch)
      same(studentT(a, b), student)
      same(pairedT(a.slice(0, pairs), b.slice(0, pairs)), paired)
      same(oneSampleT(a, { nullValue: 0.3, confidence: 0.9 }), one)
    }
  })
})
