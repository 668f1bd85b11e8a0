import { describe, expect, it } from 'vitest'
import { spearman, structuralSimilarity } from '../src/index.js'
import { expectAgreement } from './agreement.js'
import fixture from './fixtures/similarity.json' with { type: 'json' }

describe('similarity of maps', () => {
  it('has the rank correlations of SciPy, signed and of absolute values, with ties', () => {
    expect(fixture.cases.length).toBeGreaterThan(15)
    for (const { a, b, spearman: signed, absolute } of fixture.cases) {
      expectAgreement(spearman(a, b), signed, 1e-12, 1)
      expectAgreement(spearman(a.map(Math.abs), b.map(Math.abs)), absolute, 1e-12, 1)
    }
  })

  it('has the structural similarity of scikit-image: its own window, another size, and that of Wang et al.', () => {
    for (const { a, b, shape, range, ssim } of fixture.cases) {
      const size = shape as [number, number]
      expectAgreement(structuralSimilarity(a, b, size, { range }), ssim.uniform, 1e-10, 1)
      if (ssim.nine !== undefined) {
        expectAgreement(structuralSimilarity(a, b, size, { range, size: 9 }), ssim.nine, 1e-10, 1)
      }
      if (ssim.gaussian !== undefined) {
        expectAgreement(structuralSimilarity(a, b, size, { range, sigma: 1.5 }), ssim.gaussian, 1e-10, 1)
      }
    }
  })
})
