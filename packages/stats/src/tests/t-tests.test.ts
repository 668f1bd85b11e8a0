import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acrossModels, oneSampleT, pairedT, studentT, welchT } from '../index.js'

const sample = fc
  .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 })
  .filter((values) => new Set(values).size > 1)

describe('two-sample t tests', () => {
  it.each([welchT, studentT])('are antisymmetric, and blind to shift and scale', (test) => {
    fc.assert(
      fc.property(
        sample,
        sample,
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: 1, max: 1000 }),
        (a, b, shift, scale) => {
          const result = test(a, b)
          const swapped = test(b, a)
          expect(swapped.statistic).toBeCloseTo(-result.statistic, 9)
          expect(swapped.p).toBeCloseTo(result.p, 12)
          const move = (values: number[]) => values.map((value) => (value + shift) * scale)
          const moved = test(move(a), move(b))
          expect(moved.statistic).toBeCloseTo(result.statistic, 8)
          expect(moved.estimate).toBeCloseTo(result.estimate * scale, 6)
        },
      ),
    )
  })

  it.each([welchT, studentT])(
    'have an interval that leaves out 0 just where p is below 1 − confidence',
    (test) => {
      fc.assert(
        fc.property(sample, sample, fc.double({ min: 0.5, max: 0.999, noNaN: true }), (a, b, confidence) => {
          const { interval, p } = test(a, b, { confidence })
          fc.pre(Math.abs(p - (1 - confidence)) > 1e-9)
          expect(interval[0] > 0 || interval[1] < 0).toBe(p < 1 - confidence)
        }),
      )
    },
  )

  it('agree for samples of one size and variance', () => {
    const [a, b] = [
      [1, 2, 3, 4],
      [3, 4, 5, 6],
    ]
    expect(welchT(a, b).df).toBeCloseTo(studentT(a, b).df, 12)
    expect(welchT(a, b).p).toBeCloseTo(studentT(a, b).p, 14)
  })

  it('keep log p where p underflows', () => {
    const spread = Array.from({ length: 400 }, (_, i) => (i % 7) - 3)
    const { p, logP } = welchT(
      spread,
      spread.map((value) => value + 1000),
    )
    expect(p).toBe(0)
    expect(logP).toBeLessThan(-2000)
    expect(Number.isFinite(logP)).toBe(true)
  })
})

describe('data that do not vary', () => {
  const flat = [0.1, 0.1, 0.1]

  it('are no evidence where they are equal', () => {
    for (const result of [welchT(flat, flat), studentT(flat, flat), pairedT(flat, flat)]) {
      expect(result).toMatchObject({
        statistic: 0,
        p: 1,
        logP: 0,
        estimate: 0,
        interval: [0, 0],
        standardError: 0,
      })
    }
    expect(oneSampleT(flat, { nullValue: 0.1 })).toMatchObject({
      statistic: 0,
      p: 1,
      estimate: 0.1,
      interval: [0.1, 0.1],
    })
    expect(welchT([0, 0], [0, 0, 0]).df).toBe(3)
  })

  it('are an error where they differ', () => {
    const zeroVariance = expect.objectContaining({ code: 'ZERO_VARIANCE' })
    expect(() => welchT(flat, [0.2, 0.2])).toThrow(zeroVariance)
    expect(() => studentT(flat, [0.2, 0.2])).toThrow(zeroVariance)
    expect(() => oneSampleT(flat)).toThrow(zeroVariance)
    // 0.3 − 0.1 and 0.2 − 0 differ in the last bit: rounding, not variance.
    expect(() => pairedT([0.3, 0.2], [0.1, 0])).toThrow(zeroVariance)
  })

  it('may be one sample of two', () => {
    expect(welchT(flat, [1, 2, 3]).df).toBe(2)
  })
})

describe('wrong input', () => {
  it('is named', () => {
    expect(() => welchT([1], [1, 2])).toThrow('TOO_FEW_VALUES: a holds 1 value, at least 2 are needed')
    expect(() => studentT([1, 2], [1, Number.NaN])).toThrow(
      'NOT_FINITE: b[1] is NaN, expected a finite number',
    )
    expect(() => pairedT([1, 2], [1, 2, 3])).toThrow('LENGTH_MISMATCH: a holds 2 values and b 3')
    expect(() => welchT([1, 2], [1, 3], { confidence: 95 })).toThrow('OUT_OF_RANGE: confidence is 95')
  })
})

describe('acrossModels', () => {
  it('is the one-sample t test of the models’ estimates, with their spread', () => {
    const estimates = [0.4, 0.9, -0.1, 0.6]
    const result = acrossModels(estimates)
    expect(result).toMatchObject({ ...oneSampleT(estimates), name: 'across models' })
    expect(result).toMatchObject({ models: 4, sameSign: 0.75 })
    expect(result.sd / 2).toBeCloseTo(result.standardError, 14)
  })
})
