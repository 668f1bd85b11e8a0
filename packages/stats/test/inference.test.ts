import { describe, expect, it } from 'vitest'
import {
  correlationMatrix,
  duplicateGroups,
  effectiveNumber,
  interactionTest,
  proportionInterval,
} from '../src/index.js'
import { symmetricEigenvalues } from '../src/specifications/symmetric-eigenvalues.js'
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

describe('specifications that correlate', () => {
  it('have the eigenvalues, effective number and clusters of NumPy and SciPy', () => {
    expect(fixture.curves.length).toBe(18)
    for (const { values, cases, correlations, eigenvalues, effective, labels } of fixture.curves) {
      const matrix = correlationMatrix(values, values.length / cases)
      correlations.forEach((correlation, k) => {
        expectAgreement(matrix[k]!, correlation, 1e-12, 1)
      })
      symmetricEigenvalues(matrix).forEach((eigenvalue, k) => {
        expectAgreement(eigenvalue, eigenvalues[k]!, 1e-12, labels.length)
      })
      expectAgreement(effectiveNumber(matrix), effective, 1e-6)
      const groups = duplicateGroups(matrix)
      const labelled = (k: number) => groups.findIndex(({ members }) => members.includes(k))
      for (let k = 0; k < labels.length; k++) {
        for (let l = 0; l < k; l++) expect(labelled(k) === labelled(l)).toBe(labels[k] === labels[l])
      }
    }
    expect(fixture.curves.some(({ labels }) => new Set(labels).size < labels.length)).toBe(true)
  })
})
