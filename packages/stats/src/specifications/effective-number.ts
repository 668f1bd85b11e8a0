import type { Sample } from '../sample.js'
import { requireCorrelations } from './correlation-matrix.js'
import { symmetricEigenvalues } from './symmetric-eigenvalues.js'

/**
 * How many different specifications K correlated ones amount to, 1 … K: (Σ √λ)² / Σ λ over the eigenvalues λ of their correlations (Galwey,
 * 2009, Genetic Epidemiology 33, 559–568). K uncorrelated ones are K, K that go up and down together 1, g groups of one size, alike within,
 * g; of groups of several sizes somewhat fewer.
 *
 * It is continuous, and near the number of groups. The estimate of Li and Ji (2005, Heredity 95, 221–227), a sum of I(λ ≥ 1) and
 * λ − ⌊λ⌋, drops by 1 where an eigenvalue reaches a whole number, so that the last digit of a correlation decides. That of Nyholt (2004,
 * American Journal of Human Genetics 74, 765–769), 1 + (K − 1)(1 − var(λ)/K), makes 7.6 of ten specifications of which two groups of four
 * are copies, where there are four different ones and this gives 3.6.
 *
 * It describes a curve to the reader and corrects no p: the joint permutation test keeps all correlations and needs none of it.
 *
 * @param correlations - [K, K], as by `correlationMatrix`: symmetric, 1 on the diagonal
 * @throws StatisticsError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE, NO_CONVERGENCE
 */
export function effectiveNumber(correlations: Sample): number {
  const k = requireCorrelations(correlations)
  const eigenvalues = symmetricEigenvalues(correlations)
  // Correlations of fewer cases than specifications have eigenvalues of 0, which come out as rounding of either sign.
  const rounding = 10 * k * Number.EPSILON * eigenvalues[0]!
  let [roots, sum] = [0, 0]
  for (const eigenvalue of eigenvalues) {
    if (eigenvalue <= rounding) continue
    roots += Math.sqrt(eigenvalue)
    sum += eigenvalue
  }
  return roots ** 2 / sum
}
