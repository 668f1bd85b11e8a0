import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topOverlap, topOverlapByChance } from './top-overlap.js'

const map = (length: number, least = -9, most = 9) =>
  fc
    .array(fc.integer({ min: least, max: most }), { minLength: length, maxLength: length })
    .map((values) => Float32Array.from(values))
    .filter((values) => new Set(values).size > 1)
const share = fc.double({ min: 0.02, max: 0.98, noNaN: true })

function orders(places: readonly number[]): number[][] {
  if (places.length === 0) return [[]]
  return places.flatMap((first) => orders(places.filter((p) => p !== first)).map((rest) => [first, ...rest]))
}

describe('the overlap of the highest places', () => {
  it('is 1 of a map with itself, symmetric, and hangs on order alone', () => {
    fc.assert(
      fc.property(map(30), map(30), share, (a, b, part) => {
        expect(topOverlap(a, a, part)).toBeCloseTo(1, 12)
        const value = topOverlap(a, b, part)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1 + 1e-12)
        expect(topOverlap(b, a, part)).toBeCloseTo(value, 12)
        const rising = a.map((x) => 3 * Math.exp(x / 4) - 2)
        expect(topOverlap(rising, b, part)).toBeCloseTo(value, 12)
      }),
    )
  })

  it('is the size of the intersection where no two values are equal', () => {
    const order = fc.shuffledSubarray([...Array(20).keys()], { minLength: 20 })
    fc.assert(
      fc.property(order, order, share, (a, b, part) => {
        const k = Math.max(1, Math.round(part * 20))
        const both = a.filter((value, i) => value >= 20 - k && b[i]! >= 20 - k).length
        expect(topOverlap(Float32Array.from(a), Float32Array.from(b), part)).toBeCloseTo(both / k, 12)
      }),
    )
  })

  it('counts places that share the last value in part', () => {
    // Two of four: the first for certain, of three alike one.
    expect(topOverlap(Float32Array.of(5, 1, 1, 1), Float32Array.of(9, 8, 0, 0), 0.5)).toBeCloseTo(
      (1 + 1 / 3) / 2,
      12,
    )
  })

  it('by chance is its mean over all orders of the places', () => {
    fc.assert(
      fc.property(map(5, 0, 3), map(5, 0, 3), share, (a, b, part) => {
        const all = orders([0, 1, 2, 3, 4]).map((order) =>
          topOverlap(
            a.map((_, i) => a[order[i]!]!),
            b,
            part,
          ),
        )
        const mean = all.reduce((sum, value) => sum + value, 0) / all.length
        expect(topOverlapByChance(a, b, part)).toBeCloseTo(mean, 12)
      }),
      { numRuns: 50 },
    )
    const [a, b] = [0, 1].map((k) => Float32Array.from({ length: 40 }, (_, i) => Math.sin(i + k)))
    expect(topOverlapByChance(a!, b!, 0.1)).toBeCloseTo(0.1, 12)
  })

  it('is not defined where a map is the same everywhere, and refuses what makes no sense', () => {
    expect(topOverlap(new Float32Array(4), Float32Array.of(1, 2, 3, 4), 0.1)).toBeNaN()
    expect(topOverlapByChance(Float32Array.of(1, 2, 3, 4), new Float32Array(4), 0.1)).toBeNaN()
    expect(() => topOverlap(Float32Array.of(1, 2), Float32Array.of(1, 2), 1)).toThrow('OPTION_INVALID: share')
    expect(() => topOverlap(Float32Array.of(1, 2), Float32Array.of(1), 0.5)).toThrow('OPTION_INVALID: maps')
  })
})
