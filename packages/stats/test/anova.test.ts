import { describe, expect, it } from 'vitest'
import {
  type AnovaEffect,
  benjaminiHochberg,
  designEffect,
  holm,
  intraclassCorrelation,
  mixedAnova,
} from '../src/index.js'
import { expectAgreement } from './agreement.js'
import fixture from './fixtures/anova.json' with { type: 'json' }

describe('mixed ANOVA against R', () => {
  it('has the same F, p, Greenhouse–Geisser p and generalised eta squared: balanced and not, 2 to 7 levels', () => {
    expect(fixture.anovas.length).toBeGreaterThan(90)
    for (const row of fixture.anovas) {
      const result = mixedAnova(row.values, row.groups)
      const same = (
        got: AnovaEffect,
        expected: { F: number; p: number; pUncorrected: number; ss: number; ges: number },
      ) => {
        expectAgreement(got.statistic, expected.F, 1e-9)
        expectAgreement(got.pUncorrected, expected.pUncorrected, 1e-9)
        expectAgreement(got.p, expected.p, 1e-9)
        expectAgreement(got.sumOfSquares, expected.ss, 1e-9)
        expectAgreement(got.effect.value, expected.ges, 1e-9)
      }
      expectAgreement(result.interaction.epsilon, row.epsilon)
      same(result.between, row.between)
      same(result.within, row.within)
      same(result.interaction, row.interaction)
    }
  })
})

describe('intraclass correlation against R', () => {
  it('has the same mean squares and correlation, cluster sizes equal and not', () => {
    for (const { clusters, msb, msw, icc, kish } of fixture.iccs) {
      const result = intraclassCorrelation(clusters)
      expectAgreement(result.meanSquareBetween, msb)
      expectAgreement(result.meanSquareWithin, msw)
      expectAgreement(result.value, icc)
      // Two clusters of one and two values can seem so unlike that no design effect follows.
      if (kish > 0) expectAgreement(designEffect(result.sizes, result.value).value, kish)
    }
  })
})

describe('adjusted p-values against R', () => {
  it('are those of p.adjust', () => {
    for (const { p, holm: expectedHolm, bh } of fixture.adjustments) {
      holm(p).forEach((value, i) => {
        expectAgreement(value, expectedHolm[i]!, 1e-14)
      })
      benjaminiHochberg(p).forEach((value, i) => {
        expectAgreement(value, bh[i]!, 1e-14)
      })
    }
  })
})
