import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SmallFastCounter } from '../../test/small-fast-counter.js'
import { correlationMatrix, duplicateGroups, effectiveNumber } from '../index.js'
import { symmetricEigenvalues } from './symmetric-eigenvalues.js'

/** K specifications, correlated by `within` in blocks of `size`, else by `between`. */
const blocks = (k: number, size: number, within: number, between = 0) =>
  Float64Array.from({ length: k * k }, (_, at) => {
    const [i, j] = [Math.floor(at / k), at % k]
    if (i === j) return 1
    return Math.floor(i / size) === Math.floor(j / size) ? within : between
  })

describe('symmetricEigenvalues', () => {
  it('has the trace and the squares of the matrix, and 1 + (K − 1)r and 1 − r of a common correlation r', () => {
    const s = new SmallFastCounter(1)
    for (const k of [1, 2, 3, 10, 60]) {
      const root = s.sample(k * k, s.normal)
      const matrix = root.map((_, at) => root[at]! + root[(at % k) * k + Math.floor(at / k)]!)
      const values = symmetricEigenvalues(matrix)
      const trace = matrix.filter((_, at) => at % (k + 1) === 0).reduce((sum, x) => sum + x, 0)
      expect(values.reduce((sum, x) => sum + x, 0)).toBeCloseTo(trace, 9)
      expect(values.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(
        matrix.reduce((sum, x) => sum + x * x, 0),
        7,
      )
    }
    const common = symmetricEigenvalues(blocks(20, 20, 0.3))
    expect(common[0]).toBeCloseTo(1 + 19 * 0.3, 12)
    for (const value of common.subarray(1)) expect(value).toBeCloseTo(0.7, 12)
  })
})

describe('effectiveNumber', () => {
  it('is K for uncorrelated specifications, 1 for copies, and the groups where groups are copies', () => {
    expect(effectiveNumber(blocks(12, 12, 0))).toBeCloseTo(12, 10)
    expect(effectiveNumber(blocks(384, 384, 1))).toBeCloseTo(1, 4)
    expect(effectiveNumber(blocks(24, 6, 1))).toBeCloseTo(4, 5)
    expect(effectiveNumber([1])).toBe(1)
  })

  it('lies between 1 and K, and falls as a common correlation rises', () => {
    const numbers = [0, 0.2, 0.5, 0.9, 0.99, 1].map((r) => effectiveNumber(blocks(10, 10, r)))
    for (const [i, value] of numbers.entries()) {
      expect(value).toBeGreaterThan(0.9999)
      expect(value).toBeLessThan(10.0001)
      if (i > 0) expect(value).toBeLessThan(numbers[i - 1]!)
    }
  })

  it('stands near the groups, Nyholt’s far above: why it was chosen', () => {
    const ten = blocks(10, 4, 1)
    for (const at of [89, 98]) ten[at] = 0
    const values = symmetricEigenvalues(ten)
    const mean = values.reduce((sum, x) => sum + x / 10, 0)
    const spread = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 9
    expect(1 + 9 * (1 - spread / 10)).toBeCloseTo(7.6, 6)
    expect(effectiveNumber(ten)).toBeCloseTo(3.6, 6)
  })
})

describe('duplicateGroups', () => {
  it('puts every specification into one group, no two of a group below the threshold', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 24, maxLength: 24 }), (values) => {
        const varies = (k: number) => new Set([0, 1, 2, 3].map((i) => values[6 * i + k])).size > 1
        fc.pre([0, 1, 2, 3, 4, 5].every(varies))
        const matrix = correlationMatrix(values, 6)
        const groups = duplicateGroups(matrix, { threshold: 0.8 })
        expect(groups.flatMap(({ members }) => members).sort()).toEqual([0, 1, 2, 3, 4, 5])
        for (const { members, representative, weakest } of groups) {
          expect(members).toContain(representative)
          expect(weakest).toBeGreaterThanOrEqual(0.8)
          for (const i of members)
            for (const j of members) expect(matrix[6 * i + j]).toBeGreaterThanOrEqual(weakest)
        }
      }),
    )
  })

  it('does not chain, shows the member nearest to all, and the first of equals', () => {
    const chain = [1, 0.996, 0.99, 0.996, 1, 0.997, 0.99, 0.997, 1]
    expect(duplicateGroups(chain)).toEqual([
      { members: [0], representative: 0, weakest: 1 },
      { members: [1, 2], representative: 1, weakest: 0.997 },
    ])
    expect(duplicateGroups(chain, { threshold: 0.99 })).toEqual([
      { members: [0, 1, 2], representative: 1, weakest: 0.99 },
    ])
  })
})

describe('what is no matrix of correlations', () => {
  it('is named', () => {
    expect(() => correlationMatrix([1, 2, 3], 2)).toThrow('LENGTH_MISMATCH: values holds 3 numbers')
    expect(() => correlationMatrix([1, 2, 3, 4], 2)).toThrow('TOO_FEW_VALUES: values holds 2 cases')
    expect(() => correlationMatrix([1, 2, 1, 3, 1, 4], 2)).toThrow('ZERO_VARIANCE: measure 0 is constant')
    expect(() => effectiveNumber([1, 0, 0])).toThrow('LENGTH_MISMATCH: correlations holds 3')
    expect(() => effectiveNumber([])).toThrow('LENGTH_MISMATCH')
    expect(() => effectiveNumber([1, 0.5, 0.4, 1])).toThrow('OUT_OF_RANGE: correlations[1, 0] is 0.4')
    expect(() => duplicateGroups([2])).toThrow('OUT_OF_RANGE')
    expect(() => duplicateGroups([1], { threshold: 1.5 })).toThrow('OUT_OF_RANGE: threshold')
    expect(() => effectiveNumber([1, Number.NaN, Number.NaN, 1])).toThrow('NOT_FINITE')
  })
})
