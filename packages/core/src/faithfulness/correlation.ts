/** Pearson's correlation of pairs; NaN where either does not vary. */
export function pearson(a: readonly number[], b: readonly number[]): number {
  const n = a.length
  const [meanA, meanB] = [a, b].map((values) => values.reduce((sum, value) => sum + value, 0) / n) as [
    number,
    number,
  ]
  let [both, squareA, squareB] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB]
    both += x * y
    squareA += x * x
    squareB += y * y
  }
  // What is left by rounding of values that are all alike is no variation.
  const varies = (square: number, mean: number) => square > n * (1e-12 * mean) ** 2
  if (!varies(squareA, meanA) || !varies(squareB, meanB)) return Number.NaN
  return Math.max(-1, Math.min(1, both / Math.sqrt(squareA * squareB)))
}

/**
 * Infidelity of sets (Yeh, Hsieh, Suggala, Inouye and Ravikumar, 2019, On the (in)fidelity and sensitivity of explanations, NeurIPS 32,
 * definition 2.1): the mean square of what a map says of a set, scaled by the β that fits best, less what covering it takes from the score,
 * β = Σ said·taken / Σ said² (as Captum's `normalize`).
 *
 * @param said - the map's sum over each set
 * @param taken - f(x) − f(x with the set covered)
 */
export function infidelityOf(said: readonly number[], taken: readonly number[]): number {
  let [both, square] = [0, 0]
  for (let i = 0; i < said.length; i++) {
    both += said[i]! * taken[i]!
    square += said[i]! ** 2
  }
  const scale = square > 0 ? both / square : 0
  return said.reduce((sum, value, i) => sum + (scale * value - taken[i]!) ** 2, 0) / said.length
}
