import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mannWhitneyU, wilcoxonSignedRank } from '../index.js'

const sample = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 20 })

describe('mannWhitneyU', () => {
  it('splits the n₁n₂ pairs between the samples, and says the same of both', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [one, other] = [mannWhitneyU(a, b), mannWhitneyU(b, a)]
        expect(one.statistic + other.statistic).toBe(a.length * b.length)
        expect(one.p).toBeCloseTo(other.p, 14)
        expect(one.effect.value).toBeCloseTo(1 - other.effect.value, 14)
        expect(one.p).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('counts the pairs one by one', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        let wins = 0
        for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0
        expect(mannWhitneyU(a, b).statistic).toBe(wins)
      }),
    )
  })

  it('looks at order only', () => {
    const [a, b] = [
      [0.1, 2, 3.5],
      [1, 4, 7, 9],
    ]
    expect(mannWhitneyU(a.map(Math.exp), b.map(Math.exp))).toEqual(mannWhitneyU(a, b))
  })

  it('has p 1 where all values are tied', () => {
    expect(mannWhitneyU([5, 5, 5], [5, 5])).toMatchObject({
      statistic: 3,
      p: 1,
      logP: 0,
      effect: { value: 0.5 },
    })
  })

  it('counts exactly the two most extreme of C(6, 3) orderings', () => {
    const { p, name } = mannWhitneyU([1, 2, 3], [4, 5, 6])
    expect(p).toBeCloseTo(2 / 20, 14)
    expect(name).toBe('Mann–Whitney U (exact)')
  })

  it('refuses exactness with ties', () => {
    expect(() => mannWhitneyU([1, 2], [2, 3], { method: 'exact' })).toThrow('OUT_OF_RANGE: method is exact')
  })

  it('keeps log p where p underflows', () => {
    const low = Array.from({ length: 3000 }, (_, i) => i)
    const { p, logP } = mannWhitneyU(
      low,
      low.map((value) => value + 1e6),
    )
    expect(p).toBe(0)
    expect(logP).toBeLessThan(-1000)
  })
})

describe('wilcoxonSignedRank', () => {
  it('leaves out pairs without a difference', () => {
    const result = wilcoxonSignedRank([1, 5, 3, 8], [1, 2, 4, 1])
    expect(result).toMatchObject({ pairs: 3, statistic: 5, method: 'normal' })
  })

  it('has p 1 where no pair differs', () => {
    expect(wilcoxonSignedRank([1, 2], [1, 2])).toMatchObject({ statistic: 0, p: 1, logP: 0, pairs: 0 })
  })

  it('counts exactly one of 2⁵ sign patterns at each end', () => {
    const { p, name } = wilcoxonSignedRank([1, 2, 3, 4, 5], [0, 0, 0, 0, 0])
    expect(p).toBeCloseTo(2 / 32, 14)
    expect(name).toBe('Wilcoxon signed rank (exact)')
  })

  it('says the same when the measurements change places', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ max: 50 }), fc.integer({ max: 50 })), { minLength: 1, maxLength: 30 }),
        (pairs) => {
          const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)]
          expect(wilcoxonSignedRank(a, b).p).toBeCloseTo(wilcoxonSignedRank(b, a).p, 12)
        },
      ),
    )
  })

  it('refuses exactness with zeros', () => {
    expect(() => wilcoxonSignedRank([1, 2], [1, 3], { method: 'exact' })).toThrow(
      'OUT_OF_RANGE: method is exact',
    )
  })
})
