import { describe, expect, it } from 'vitest'
import { benjaminiHochberg, designEffect, holm, intraclassCorrelation, mixedAnova } from '../src/index.js'
import { expectAgreement, expectLogAgreement } from './agreement.js'
import fixture from './fixtures/anova.json' with { type: 'json' }
import exact from './fixtures/anova-exact.json' with { type: 'json' }

describe('mixed ANOVA: balanced and not, 2 and 3 groups, 2 to 7 levels', () => {
  const analyses = fixture.anovas.map(({ values, groups }) => mixedAnova(values, groups))

  it('has the F, p, epsilon and generalised eta squared of least squares at 50 digits', () => {
    expect(exact.length).toBe(analyses.length)
    analyses.forEach((result, i) => {
      expectAgreement(result.interaction.epsilon, exact[i]!.epsilon)
      for (const name of ['between', 'within', 'interaction'] as const) {
        expectAgreement(result[name].statistic, exact[i]![name].F)
        expectLogAgreement(result[name].logP, exact[i]![name].logP)
        expectAgreement(result[name].p, exact[i]![name].p)
        expectAgreement(result[name].pUncorrected, exact[i]![name].pUncorrected)
        expectAgreement(result[name].effect.value, exact[i]![name].ges)
      }
    })
  })

  it('has those of R, as far as R has digits', () => {
    expect(analyses.length).toBeGreaterThan(90)
    analyses.forEach((result, i) => {
      const row = fixture.anovas[i]!
      expectAgreement(result.interaction.epsilon, row.epsilon)
      for (const name of ['between', 'within', 'interaction'] as const) {
        expectAgreement(result[name].statistic, row[name].F, 1e-9)
        expectAgreement(result[name].pUncorrected, row[name].pUncorrected, 1e-9)
        expectAgreement(result[name].p, row[name].p, 1e-9)
        expectAgreement(result[name].sumOfSquares, row[name].ss, 1e-9)
        expectAgreement(result[name].effect.value, row[name].ges, 1e-9)
      }
    })
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
