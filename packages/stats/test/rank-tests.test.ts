import { describe, expect, it } from 'vitest'
import { mannWhitneyU, wilcoxonSignedRank } from '../src/index.js'
import { expectAgreement } from './agreement.js'
import r from './fixtures/anova.json' with { type: 'json' }
import fixture from './fixtures/tests.json' with { type: 'json' }

const cases = fixture.ranks as readonly {
  a: number[]
  b: number[]
  u: number
  normal: number
  continuity: number
  exact?: number
  w?: number
  pairs?: number
  pairedNormal?: number
  pairedContinuity?: number
  pairedExact?: number
}[]

describe('Mann–Whitney U', () => {
  it('agrees with SciPy: normal approximation with and without continuity, ties, exact', () => {
    let exact = 0
    for (const row of cases) {
      const plain = mannWhitneyU(row.a, row.b, { method: 'normal', continuity: false })
      expect(plain.statistic).toBe(row.u)
      expectAgreement(plain.p, row.normal)
      expectAgreement(mannWhitneyU(row.a, row.b, { method: 'normal' }).p, row.continuity)
      if (row.exact !== undefined) {
        expectAgreement(mannWhitneyU(row.a, row.b, { method: 'exact' }).p, row.exact)
        exact++
      }
    }
    expect(exact).toBeGreaterThan(15)
  })

  it('chooses between exact and normal as R does, with the same p', () => {
    const methods = new Set<string>()
    for (const { a, b, u, p } of r.ranks) {
      const result = mannWhitneyU(a, b)
      expect(result.statistic).toBe(u)
      expectAgreement(result.p, p)
      methods.add(result.name)
    }
    expect([...methods].sort()).toEqual(['Mann–Whitney U', 'Mann–Whitney U (exact)'])
  })
})

describe('Wilcoxon signed rank', () => {
  it('agrees with SciPy: normal approximation with and without continuity, ties, zeros, exact', () => {
    let exact = 0
    for (const row of cases) {
      if (row.w === undefined) continue
      const n = Math.min(row.a.length, row.b.length)
      const [a, b] = [row.a.slice(0, n), row.b.slice(0, n)]
      const plain = wilcoxonSignedRank(a, b, { method: 'normal', continuity: false })
      expect(plain.statistic).toBe(row.w)
      expect(plain.pairs).toBe(row.pairs)
      expectAgreement(plain.p, row.pairedNormal!)
      expectAgreement(wilcoxonSignedRank(a, b, { method: 'normal' }).p, row.pairedContinuity!)
      if (row.pairedExact !== undefined) {
        expectAgreement(wilcoxonSignedRank(a, b, { method: 'exact' }).p, row.pairedExact)
        exact++
      }
    }
    expect(exact).toBeGreaterThan(10)
  })

  it('chooses between exact and normal as R does, with the same p', () => {
    for (const { a, b, pairs, w, pPaired } of r.ranks) {
      const result = wilcoxonSignedRank(a.slice(0, pairs), b.slice(0, pairs))
      expect(result.statistic).toBe(w)
      expectAgreement(result.p, pPaired)
    }
  })
})
