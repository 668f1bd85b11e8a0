import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mixedAnova, profileOf } from '../index.js'

const map = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 3 })

describe('profileOf', () => {
  it('is the same for a map and any multiple of it, and reversed for its negative', () => {
    fc.assert(
      fc.property(map, fc.integer({ min: 1, max: 1000 }), (s, factor) => {
        fc.pre(s.some((x) => x !== 0))
        const { profiles, strengths } = profileOf([...s, ...s.map((x) => x * factor), ...s.map((x) => -x)], 3)
        for (let r = 0; r < 3; r++) {
          expect(profiles[3 + r]).toBeCloseTo(profiles[r]!, 14)
          expect(profiles[6 + r]).toBeCloseTo(-profiles[r]!, 15)
        }
        expect(strengths[1]).toBe(strengths[0]! * factor)
        expect([0, 1, 2].reduce((sum, r) => sum + Math.abs(profiles[r]!), 0)).toBeCloseTo(1, 14)
      }),
    )
  })

  it('is the shares, where nothing is negative', () => {
    expect([...profileOf([1, 2, 1, 0, 0, 5], 3).profiles]).toEqual([0.25, 0.5, 0.25, 0, 0, 1])
  })

  it('does not come near a division by zero where signs cancel', () => {
    expect([...profileOf([3, -3, 1e-9, 1], 2).profiles.subarray(0, 2)]).toEqual([0.5, -0.5])
  })

  it('leaves a map of no strength, or of rounding alone, without one, and says which', () => {
    const { profiles, undefinedRows, strengths, floor } = profileOf([1, 2, 0, 0, 2, 1, 1e-8, 1e-9], 2)
    expect(undefinedRows).toEqual([1, 3])
    expect([...profiles.subarray(2, 4)]).toEqual([Number.NaN, Number.NaN])
    expect([...strengths]).toEqual([3, 0, 3, 1e-8 + 1e-9])
    expect(floor).toBeCloseTo(1.5e-6, 12)
    expect(profileOf([1, 2, 0, 0, 2, 1, 1e-8, 1e-9], 2, { floor: 0 }).undefinedRows).toEqual([1])
    expect(profileOf([0, 0, 0, 0], 2).undefinedRows).toEqual([0, 1])
  })

  it('takes strength from place: maps in the proportion of two have an interaction, their profiles none', () => {
    const maps = Array.from({ length: 30 }, (_, i) => [2 + Math.sin(i), 1, -1 + 0.3 * Math.cos(3 * i)]).flat()
    const both = [...maps, ...maps.map((x) => 2 * x)]
    const classes = Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 1))
    expect(mixedAnova(both, classes).interaction.p).toBeLessThan(1e-10)
    expect(mixedAnova(profileOf(both, 3).profiles, classes).interaction.p).toBeCloseTo(1, 12)
  })

  it('names wrong input', () => {
    expect(() => profileOf([1, 2], 1)).toThrow('TOO_FEW_VALUES: regions is 1, at least 2')
    expect(() => profileOf([], 2)).toThrow('TOO_FEW_VALUES: values')
    expect(() => profileOf([1, 2, 3], 2)).toThrow('LENGTH_MISMATCH: values holds 3 numbers')
    expect(() => profileOf([1, Number.NaN], 2)).toThrow('NOT_FINITE: values[1]')
    expect(() => profileOf([1e308, 1e308], 2)).toThrow('NOT_FINITE: total strength of row 0')
    expect(() => profileOf([1, 2], 2, { floor: -1 })).toThrow('OUT_OF_RANGE: floor')
  })
})
