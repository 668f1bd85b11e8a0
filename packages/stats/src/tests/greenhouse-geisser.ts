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
  let [trace, squares] = [0, 0]
  for (let r = 0; r < levels; r++) trace += covariance[r * levels + r]!
  for (const entry of covariance) squares += entry * entry
  if (!(squares > 0)) return 1
  return Math.min(1, Math.max(1 / (levels - 1), (trace * trace) / ((levels - 1) * squares)))
}
