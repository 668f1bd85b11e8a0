/**
 * Greenhouse and Geisser's epsilon, 1/(R − 1) … 1: how near the covariance of the levels is to sphericity, by which
 * the df of within-subject effects are multiplied (1959, Psychometrika 24, 95–112): (tr V)² / ((R − 1) tr V²), V the
 * covariance of the residuals about subject and cell means. 1 for residuals that are all zero.
 *
 * @param residuals - [n, R] row by row, each row summing to zero
 * @param levels - R ≥ 2
 */
export function greenhouseGeisser(residuals: Float64Array, levels: number): number {
  const covariance = new Float64Array(levels * levels)
  for (let row = 0; row < residuals.length; row += levels) {
    for (let r = 0; r < levels; r++) {
      for (let s = 0; s < levels; s++) {
        covariance[r * levels + s]! += residuals[row + r]! * residuals[row + s]!
      }
    }
  }
  return epsilonOf(covariance, levels)
}

/**
 * The same from V itself, or from any multiple of it: of the levels, or of R − 1 orthonormal contrasts of them, which have
 * the same traces.
 *
 * @param covariance - [m, m], m = R or R − 1
 */
export function epsilonOf(covariance: Float64Array, levels: number): number {
  const m = Math.sqrt(covariance.length)
  let [trace, squares] = [0, 0]
  for (let r = 0; r < m; r++) trace += covariance[r * m + r]!
  for (const entry of covariance) squares += entry * entry
  if (!(squares > 0)) return 1
  return Math.min(1, Math.max(1 / (levels - 1), (trace * trace) / ((levels - 1) * squares)))
}
