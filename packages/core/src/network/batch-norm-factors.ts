/** What batch normalisation has learnt, each [C]. */
interface BatchNorm {
  /** Ones where there is none. */
  readonly gamma: Float32Array | undefined
  /** Zeros where there is none. */
  readonly beta: Float32Array | undefined
  readonly mean: Float32Array
  readonly variance: Float32Array
  readonly epsilon: number
}

/**
 * Batch normalisation once trained: gamma·(x − mean)/√(variance + epsilon) + beta, as one factor and one offset a channel
 * (Ioffe and Szegedy, 2015, algorithm 2). Computed in float64 and rounded once.
 */
export function batchNormFactors({ gamma, beta, mean, variance, epsilon }: BatchNorm): {
  readonly scale: Float32Array
  readonly shift: Float32Array
} {
  const factors = Float64Array.from(variance, (v, c) => (gamma?.[c] ?? 1) / Math.sqrt(v + epsilon))
  return {
    scale: Float32Array.from(factors),
    shift: Float32Array.from(factors, (factor, c) => (beta?.[c] ?? 0) - mean[c]! * factor),
  }
}
