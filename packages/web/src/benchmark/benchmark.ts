/** A way to make one map: an engine of Umbra, or a backend of TensorFlow.js with masks batched. */
export interface BackendTiming {
  readonly name: string
  /** What ran, as reported by what ran. */
  readonly detail: string
  /** Milliseconds of each run, warm-up left out; empty where it did not run. */
  readonly milliseconds: readonly number[]
  /** Largest difference of a pixel of the map from TensorFlow.js's plain `cpu` backend, as a share of the largest value. */
  readonly error: number | undefined
  /** Why it did not run, or was not trusted. */
  readonly failure?: string
}

export interface BenchmarkRequest {
  /** float32 [28, 28, 1]. */
  readonly image: Float32Array
  readonly window: readonly [number, number]
  readonly runs: number
}

/** Maps are the same if no pixel differs by more than this share of the largest. */
export const TOLERANCE = 1e-3

/** The median; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
