import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noncentralTDistribution, pairedG, pairedT } from '../index.js'

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 3, maxLength: 15 })
const pairs = fc
  .tuple(values, values)
  .map(([a, b]) => [a.slice(0, b.length), b.slice(0, a.length)] as const)
  .filter(([a, b]) => new Set(a.map((value, i) => value - b[i]!)).size > 1)

describe('the effect of pairs', () => {
  it('is J·t/√n, and its interval holds the noncentralities that t is not extreme of', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const n = a.length
        const { statistic } = pairedT(a, b)
        const { value, interval } = pairedG(a, b)
        const j = value / (statistic / Math.sqrt(n) || 1)
        if (statistic !== 0) {
          expect(j).toBeLessThan(1)
          expect(j).toBeGreaterThan(0.56)
          const delta = (limit: number) => (limit / j) * Math.sqrt(n)
          const tail = (limit: number) => noncentralTDistribution(n - 1, delta(limit)).cdf(statistic)
          expect(tail(interval[0])).toBeCloseTo(0.975, 6)
          expect(tail(interval[1])).toBeCloseTo(0.025, 6)
        }
        const swapped = pairedG(b, a)
        expect(swapped.value).toBeCloseTo(-value, 12)
        expect(swapped.interval[0]).toBeCloseTo(-interval[1], 8)
      }),
      { numRuns: 60 },
    )
  })

  it('is worked out by hand for three pairs', () => {
    // Differences 1, 2, 3: mean 2, SD 1; J for m = 2 is Γ(1)/Γ(1/2) = 1/√π.
    expect(pairedG([2, 4, 6], [1, 2, 3]).value).toBeCloseTo(2 / Math.sqrt(Math.PI), 12)
  })

  it('is 0 where nothing differs, and an error where all differ by the same', () => {
    expect(pairedG([1, 2, 3], [1, 2, 3])).toMatchObject({ value: 0, interval: [0, 0] })
    expect(() => pairedG([2, 3, 4], [1, 2, 3])).toThrow('ZERO_VARIANCE')
    expect(() => pairedG([2, 3], [1, 2])).toThrow('TOO_FEW_VALUES')
  })
})
