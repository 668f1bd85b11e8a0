import { expect, it } from 'vitest'
import { cohensD, hedgesG, varghaDelaneyA } from '../src/index.js'
import { expectAgreement } from './agreement.js'
import fixture from './fixtures/tests.json' with { type: 'json' }

it('effect sizes and their intervals agree with mpmath', () => {
  expect(fixture.effects.length).toBe(20)
  for (const row of fixture.effects) {
    const options = { confidence: row.confidence }
    const d = cohensD(row.a, row.b, options)
    const g = hedgesG(row.a, row.b, options)
    const a = varghaDelaneyA(row.a, row.b, options)
    expectAgreement(d.value, row.d)
    expectAgreement(g.value, row.g)
    expect(a.value).toBe(row.A)
    for (const side of [0, 1] as const) {
      const width = row.dInterval[1]! - row.dInterval[0]!
      expectAgreement(d.interval[side], row.dInterval[side]!, 1e-10, Math.max(width, Math.abs(row.d)))
      expectAgreement(g.interval[side], row.gInterval[side]!, 1e-10, Math.max(width, Math.abs(row.g)))
      expectAgreement(a.interval[side], row.AInterval[side]!, 1e-10)
    }
  }
})
