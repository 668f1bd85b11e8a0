import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spearman, structuralSimilarity } from '../index.js'

const map = (length: number) =>
  fc.array(fc.integer({ min: -50, max: 50 }), { minLength: length, maxLength: length })

describe('spearman', () => {
  it('does not change when either map is taken through a rising function, and turns its sign with one', () => {
    fc.assert(
      fc.property(map(12), map(12), (a, b) => {
        fc.pre(new Set(a).size > 1 && new Set(b).size > 1)
        const value = spearman(a, b)
        expect(
          spearman(
            a.map((x) => Math.exp(x / 9)),
            b.map((x) => 3 * x - 7),
          ),
        ).toBeCloseTo(value, 12)
        expect(
          spearman(
            b,
            a.map((x) => -x),
          ),
        ).toBeCloseTo(-value, 12)
        expect(spearman(a, a)).toBe(1)
      }),
    )
  })

  it('is 1 − 6 Σd²/(n³ − n) without ties', () => {
    expect(spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(1 - (6 * 4) / 120, 15)
  })

  it('names wrong input', () => {
    expect(() => spearman([1, 2], [1])).toThrow('LENGTH_MISMATCH: a holds 2 values, b 1')
    expect(() => spearman([1], [1])).toThrow('TOO_FEW_VALUES')
    expect(() => spearman([1, Number.NaN], [1, 2])).toThrow('NOT_FINITE: a[1]')
    expect(() => spearman([1, 2], [0, 0])).toThrow('ZERO_VARIANCE: b is constant')
  })
})

describe('structuralSimilarity', () => {
  const shape = [7, 8] as const

  it('is 1 for equal maps, symmetric, at most 1, and free of the unit', () => {
    fc.assert(
      fc.property(map(56), map(56), (a, b) => {
        const value = structuralSimilarity(a, b, shape, { range: 100 })
        expect(structuralSimilarity(a, a, shape, { range: 100 })).toBeCloseTo(1, 12)
        expect(structuralSimilarity(b, a, shape, { range: 100 })).toBeCloseTo(value, 12)
        expect(value).toBeLessThanOrEqual(1)
        const scaled = [a, b].map((one) => one.map((x) => x / 8))
        expect(structuralSimilarity(scaled[0]!, scaled[1]!, shape, { range: 12.5 })).toBeCloseTo(value, 12)
      }),
    )
  })

  it('names wrong input', () => {
    const flat = new Float64Array(56)
    expect(() => structuralSimilarity(flat, flat, [6, 9], { range: 1 })).toThrow(
      'LENGTH_MISMATCH: a holds 56 values',
    )
    expect(() => structuralSimilarity(flat, flat, [4, 14], { range: 1 })).toThrow(
      'TOO_FEW_VALUES: maps are 4 × 14, at least 7 × 7',
    )
    expect(() => structuralSimilarity(flat, flat, shape, { range: 0 })).toThrow('OUT_OF_RANGE: range is 0')
    expect(() => structuralSimilarity(flat, flat, shape, { range: 1, size: 4 })).toThrow(
      'expected an odd number',
    )
    expect(() => structuralSimilarity(flat, flat.fill(Infinity), shape, { range: 1 })).toThrow('NOT_FINITE')
  })
})
