/**
 * A symmetric positive definite matrix whose entries lie within a band, and its Cholesky factor L, A = L·Lᵀ, in the same place
 * (Golub and Van Loan, *Matrix Computations*, 4th edition, section 4.3.5).
 */
export class BandedCholesky {
  readonly #n: number
  readonly #band: number
  /** float64 [n, band + 1]: row i holds columns i − band … i. */
  readonly #rows: Float64Array

  /** @param band - how far below the diagonal entries lie at most */
  constructor(n: number, band: number) {
    this.#n = n
    this.#band = Math.min(band, n - 1)
    this.#rows = new Float64Array(n * (this.#band + 1))
  }

  /** Adds to an entry on or below the diagonal. */
  add(row: number, column: number, value: number): void {
    this.#rows[row * (this.#band + 1) + column - row + this.#band]! += value
  }

  /** Replaces the matrix by its factor. */
  factor(): void {
    const [n, band, rows] = [this.#n, this.#band, this.#rows]
    const step = band + 1
    for (let i = 0; i < n; i++) {
      const first = Math.max(0, i - band)
      // Where column 0 of a row would lie.
      const own = i * step - i + band
      for (let j = first; j <= i; j++) {
        const other = j * step - j + band
        let sum = rows[own + j]!
        for (let k = Math.max(first, j - band); k < j; k++) sum -= rows[own + k]! * rows[other + k]!
        rows[own + j] = j === i ? Math.sqrt(sum) : sum / rows[other + j]!
      }
    }
  }

  /** Solves A·x = b in place, once factored. @param b - float64 [n], becomes x */
  solve(b: Float64Array): void {
    const [n, band, rows] = [this.#n, this.#band, this.#rows]
    const step = band + 1
    for (let i = 0; i < n; i++) {
      const own = i * step - i + band
      let sum = b[i]!
      for (let k = Math.max(0, i - band); k < i; k++) sum -= rows[own + k]! * b[k]!
      b[i] = sum / rows[own + i]!
    }
    for (let i = n - 1; i >= 0; i--) {
      const own = i * step - i + band
      const value = b[i]! / rows[own + i]!
      b[i] = value
      for (let k = Math.max(0, i - band); k < i; k++) b[k]! -= rows[own + k]! * value
    }
  }
}
