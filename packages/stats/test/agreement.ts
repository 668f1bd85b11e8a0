import { expect } from 'vitest'

/** Two doubles agree: within `tolerance` of the expected value, or of `scale` where that is given. */
export function expectAgreement(
  got: number,
  expected: number,
  tolerance = 1e-10,
  scale = Math.abs(expected),
): void {
  const distance = got === expected ? 0 : Math.abs(got - expected)
  const limit = tolerance * scale
  expect(distance <= limit, `got ${got}, expected ${expected} within ${limit}`).toBe(true)
}

/**
 * Two logarithms of probabilities agree: as well as the probabilities themselves would to 1e-10, and where these
 * underflow to 1e-12 of the logarithm.
 */
export function expectLogAgreement(got: number, expected: number): void {
  expectAgreement(
    got,
    expected,
    1,
    Math.max(1e-10 * Math.min(1, Math.abs(expected)), 1e-12 * Math.abs(expected)),
  )
}
