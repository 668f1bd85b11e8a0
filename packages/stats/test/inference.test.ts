import { describe, expect, it } from 'vitest'
import { interactionTest, proportionInterval } from '../src/index.js'
import { expectAgreement } from './agreement.js'
import { Congruential } from './congruential.js'
import fixture from './fixtures/inference.json' with { type: 'json' }

it('the exact binomial interval is that of SciPy', () => {
  expect(fixture.proportions.length).toBeGreaterThan(60)
  for (const { k, n, confidence, interval } of fixture.proportions) {
    proportionInterval(k, n, { confidence }).forEach((limit, side) => {
      expectAgreement(limit, interval[side]!, 1e-9)
    })
  }
})

describe('the interaction of groups of unequal spread and size', () => {
  it('has the F, df and log p of covariance matrices in NumPy, and its p under the same relabellings', () => {
    expect(fixture.interactions.length).toBe(36)
    for (const { a, b, levels, f, df, logP, permutations, permutationP } of fixture.interactions) {
      const { uniform } = new Congruential(7)
      const result = interactionTest(a, b, levels, { permutations, uniform })
      expectAgreement(result.statistic, f)
      expectAgreement(result.df[0], df[0]!)
      expectAgreement(result.df[1], df[1]!)
      expectAgreement(result.logP, logP, 1e-9)
      expect(result.permutationP).toBe(permutationP)
    }
  })
})
