import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustedDifference, meanDifference } from '../index.js'

const sample = (n: number) => fc.array(fc.integer({ min: -100, max: 100 }), { minLength: n, maxLength: n })
const varies = (values: readonly number[]) => new Set(values).size > 2

describe('adjustedDifference', () => {
  it('does not see what the covariate explains, nor its unit and origin', () => {
    fc.assert(
      fc.property(sample(6), sample(8), sample(6), sample(8), (a, b, x, z) => {
        fc.pre([a, b, x, z].every(varies))
        const one = adjustedDifference(a, b, x, z)
        const shifted = adjustedDifference(
          a.map((y, i) => y + 3 * x[i]!),
          b.map((y, i) => y + 3 * z[i]!),
          x.map((value) => 2 * value + 7),
          z.map((value) => 2 * value + 7),
        )
        expect(shifted.estimate).toBeCloseTo(one.estimate, 7)
        expect(shifted.standardError).toBeCloseTo(one.standardError, 7)
        expect(shifted.slope.estimate).toBeCloseTo(one.slope.estimate / 2 + 1.5, 7)
        expect(one.estimate).toBeCloseTo(one.unadjusted - one.slope.estimate * one.covariateDifference, 8)
        expect(one.unadjusted).toBeCloseTo(meanDifference(a, b), 10)
        expect(adjustedDifference(b, a, z, x).estimate).toBeCloseTo(-one.estimate, 8)
      }),
    )
  })

  it('says how far the covariates overlap, and that they do not', () => {
    const [a, b] = [
      [1, 4, 2, 5],
      [3, 1, 4, 2],
    ]
    expect(adjustedDifference(a, b, [1, 2, 3, 4], [3, 4, 5, 7]).overlap).toEqual({
      range: [3, 4],
      shares: [0.5, 0.5],
    })
    expect(adjustedDifference(a, b, [1, 2, 3, 4], [5, 6, 7, 9]).overlap).toEqual({ shares: [0, 0] })
  })

  it('says why slopes cannot be compared', () => {
    expect(adjustedDifference([1, 4, 2, 5], [3, 1, 4], [1, 2, 3, 4], [2, 2, 2]).equalSlopes).toEqual({
      notComputed: 'the covariate does not vary in one of the groups',
    })
    expect(adjustedDifference([1, 4], [3, 1], [1, 2], [2, 5]).equalSlopes).toEqual({
      notComputed: '4 subjects leave no degree of freedom',
    })
    expect(adjustedDifference([1, 4, 3], [3, 1, 4], [1, 2, 3], [2, 2, 5]).equalSlopes).toMatchObject({
      notComputed: 'ZERO_VARIANCE: subject 2 alone decides its fit: no variance is left beside it',
    })
  })

  it('finds nothing in outcomes that do not vary, and refuses a difference without residual', () => {
    expect(adjustedDifference([1, 1, 1], [1, 1, 1], [1, 2, 4], [2, 3, 5])).toMatchObject({
      statistic: 0,
      p: 1,
    })
    expect(() => adjustedDifference([1, 1, 1], [2, 2, 2], [1, 2, 4], [2, 3, 5])).toThrow(
      'ZERO_VARIANCE: analysis of',
    )
  })

  it('names wrong input', () => {
    expect(() => adjustedDifference([1, 2], [1, 3], [5, 5], [6, 6])).toThrow(
      'ZERO_VARIANCE: the covariate does not vary',
    )
    expect(() => adjustedDifference([1, 2, 3, 4], [1, 3], [5, 5, 5, 5], [6, 9])).toThrow('ZERO_VARIANCE')
    expect(() => adjustedDifference([1], [1, 3], [5], [6, 6])).toThrow('TOO_FEW_VALUES: a holds 1 value')
    expect(() => adjustedDifference([1, 2], [1, 3], [5, 4, 3], [6, 6])).toThrow(
      'LENGTH_MISMATCH: a holds 2 values',
    )
    expect(() => adjustedDifference([1, 2], [1, 3], [5, 4], [6, Number.NaN])).toThrow(
      'NOT_FINITE: the covariate of b[1]',
    )
  })
})
