/**
 * Solves A·x = b for a symmetric positive definite A by Cholesky's decomposition, in float64.
 *
 * @param matrix - [n, n], of which the lower half is read, and overwritten
 * @param right - [n]
 * @param turn - awaited after each column
 * @returns x [n], or undefined where A is not positive definite to the precision of its numbers
 */
export async function solveSymmetric(
  matrix: Float64Array,
  right: Float64Array,
  turn: () => Promise<void>,
): Promise<Float64Array | undefined> {
  const n = right.length
  for (let j = 0; j < n; j++) {
    const whole = matrix[j * n + j]!
    let pivot = whole
    for (let k = 0; k < j; k++) pivot -= matrix[j * n + k]! ** 2
    if (!(pivot > 1e-12 * whole)) return undefined
    const root = Math.sqrt(pivot)
    matrix[j * n + j] = root
    for (let i = j + 1; i < n; i++) {
      let sum = matrix[i * n + j]!
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!
      matrix[i * n + j] = sum / root
    }
    await turn()
  }
  const x = right.slice()
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= matrix[i * n + k]! * x[k]!
    x[i]! /= matrix[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= matrix[k * n + i]! * x[k]!
    x[i]! /= matrix[i * n + i]!
  }
  return x
}

/**
 * The normal equations of weighted least squares: A = Σ w·z·zᵀ + ridge·I, lower half, and b = Σ w·z·y.
 *
 * @param rows - [m, n]
 * @param values - [m]
 * @param weights - [m]
 * @param turn - awaited after each row
 */
export async function normalEquations(
  rows: Float64Array,
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  ridge: number,
  turn: () => Promise<void>,
): Promise<{ readonly matrix: Float64Array; readonly right: Float64Array }> {
  const m = values.length
  const n = rows.length / m
  const matrix = new Float64Array(n * n)
  const right = new Float64Array(n)
  for (let i = 0; i < n; i++) matrix[i * n + i] = ridge
  for (let p = 0; p < m; p++) {
    const weight = weights[p]!
    for (let i = 0; i < n; i++) {
      const weighted = weight * rows[p * n + i]!
      if (weighted === 0) continue
      right[i]! += weighted * values[p]!
      for (let j = 0; j <= i; j++) matrix[i * n + j]! += weighted * rows[p * n + j]!
    }
    await turn()
  }
  return { matrix, right }
}
