import { expect, it } from 'vitest'
import { proportionInterval } from '../src/index.js'
import { expectAgreement } from './agreement.js'
import fixture from './fixtures/inference.json' with { type: 'json' }

it('the exact binomial interval is that of SciPy', () => {
  expect(fixture.proportions.length).toBeGreaterThan(60)
  for (const { k, n, confidence, interval } of fixture.proportions) {
    proportionInterval(k, n, { confidence }).forEach((limit, side) => {
      expectAgreement(limit, interval[side]!, 1e-9)
    })
  }
})
