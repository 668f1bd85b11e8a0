import { StatisticsError } from '../statistics-error.js'

const MOST_STEPS = 60

/**
 * Eigenvalues of a symmetric matrix: Householder's reduction to three diagonals, then QL steps with implicit shifts (Golub and Van Loan,
 * 2013, Matrix Computations, 4th edition, 8.3; tred1 and imtql1 of Wilkinson and Reinsch, 1971, Handbook for Automatic Computation II).
 * About 4/3 K³ multiplications.
 *
 * @param matrix - [K, K] symmetric; not modified
 * @returns float64 [K] in falling order
 * @throws StatisticsError NO_CONVERGENCE
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>): Float64Array {
  const { diagonal, beside } = tridiagonal(Float64Array.from(matrix), Math.sqrt(matrix.length))
  for (let l = 0; l < diagonal.length; l++) deflate(diagonal, beside, l)
  return diagonal.sort().reverse()
}

/** Householder's reduction, from the last row up; `beside[i]` couples i and i + 1. */
function tridiagonal(
  a: Float64Array,
  n: number,
): { readonly diagonal: Float64Array; readonly beside: Float64Array } {
  const beside = new Float64Array(n)
  const p = new Float64Array(n)
  for (let i = n - 1; i > 0; i--) {
    let norm = 0
    for (let k = 0; k < i; k++) norm = Math.hypot(norm, a[i * n + k]!)
    const pivot = a[i * n + i - 1]!
    const alpha = pivot > 0 ? -norm : norm
    beside[i - 1] = alpha
    const h = norm * norm - pivot * alpha
    if (!(h > 0)) continue
    a[i * n + i - 1] = pivot - alpha
    // v = row i up to i − 1; p = A v/h; A ← A − v qᵀ − q vᵀ with q = p − v (vᵀp)/2h.
    let projection = 0
    for (let j = 0; j < i; j++) {
      let sum = 0
      for (let k = 0; k < i; k++) sum += (k <= j ? a[j * n + k]! : a[k * n + j]!) * a[i * n + k]!
      p[j] = sum / h
      projection += p[j]! * a[i * n + j]!
    }
    const half = projection / (2 * h)
    for (let j = 0; j < i; j++) p[j]! -= half * a[i * n + j]!
    for (let j = 0; j < i; j++) {
      for (let k = 0; k <= j; k++) a[j * n + k]! -= a[i * n + j]! * p[k]! + p[j]! * a[i * n + k]!
    }
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), beside }
}

/** QL steps until the l-th eigenvalue stands alone. */
function deflate(d: Float64Array, e: Float64Array, l: number): void {
  const n = d.length
  for (let step = 0; step < MOST_STEPS; step++) {
    let m = l
    while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++
    if (m === l) return
    const g = (d[l + 1]! - d[l]!) / (2 * e[l]!)
    const r = Math.hypot(g, 1)
    let shifted = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r))
    let [sine, cosine, moved] = [1, 1, 0]
    let i = m - 1
    for (; i >= l; i--) {
      const f = sine * e[i]!
      const b = cosine * e[i]!
      const length = Math.hypot(f, shifted)
      e[i + 1] = length
      if (length === 0) {
        d[i + 1]! -= moved
        e[m] = 0
        break
      }
      sine = f / length
      cosine = shifted / length
      shifted = d[i + 1]! - moved
      const turned = (d[i]! - shifted) * sine + 2 * cosine * b
      moved = sine * turned
      d[i + 1] = shifted + moved
      shifted = cosine * turned - b
    }
    if (i >= l) continue
    d[l]! -= moved
    e[l] = shifted
    e[m] = 0
  }
  throw new StatisticsError('NO_CONVERGENCE', `eigenvalue ${l} of ${n} after ${MOST_STEPS} steps`)
}
