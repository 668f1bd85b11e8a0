import { mean } from '../descriptive/mean.js'
import type { Sample, Uniform } from '../sample.js'

/**
 * The largest |T*| over R measures in each of m bootstrap resamples of two groups: T* = (d* − d)/SE*, d the difference of
 * means and SE* Welch's standard error of the resample. Subjects are drawn, so measures keep how they go together.
 *
 * Costs 2·(n₁ + n₂)·R multiplications a resample at most.
 *
 * @param a - [R] samples of equal length, one subject at each place
 * @param b - [R]
 * @returns float64 [m]; Infinity where a resample of a measure does not vary and its difference has moved
 */
export function resampledMaxT(
  a: readonly Sample[],
  b: readonly Sample[],
  resamples: number,
  uniform: Uniform,
): Float64Array {
  const first = new Resampler(a)
  const second = new Resampler(b)
  return Float64Array.from({ length: resamples }, () => {
    first.draw(uniform)
    second.draw(uniform)
    let largest = 0
    for (let r = 0; r < a.length; r++) {
      const moved = first.means[r]! - second.means[r]!
      const squared = first.variances[r]! + second.variances[r]!
      if (moved !== 0) largest = Math.max(largest, Math.abs(moved) / Math.sqrt(Math.max(0, squared)))
    }
    return largest
  })
}

/** Resamples of one group's subjects. */
class Resampler {
  /** [R] mean of the resample less that of the sample. */
  readonly means: Float64Array
  /** [R] squared standard error of that mean. */
  readonly variances: Float64Array
  /** [n, R] deviations from the mean, and their squares. */
  readonly #deviations: Float64Array
  readonly #squares: Float64Array
  readonly #times: Uint32Array
  readonly #measures: number

  constructor(samples: readonly Sample[]) {
    const n = samples[0]!.length
    const measures = samples.length
    this.#measures = measures
    this.#deviations = new Float64Array(n * measures)
    samples.forEach((sample, r) => {
      const centre = mean(sample)
      for (let i = 0; i < n; i++) this.#deviations[i * measures + r] = sample[i]! - centre
    })
    this.#squares = this.#deviations.map((deviation) => deviation * deviation)
    this.#times = new Uint32Array(n)
    this.means = new Float64Array(measures)
    this.variances = new Float64Array(measures)
  }

  draw(uniform: Uniform): void {
    const n = this.#times.length
    this.#times.fill(0)
    for (let k = 0; k < n; k++) this.#times[Math.floor(uniform() * n)]!++
    const { means, variances } = this
    const [deviations, squares, measures] = [this.#deviations, this.#squares, this.#measures]
    means.fill(0)
    variances.fill(0)
    for (let i = 0; i < n; i++) {
      const times = this.#times[i]! / n
      if (times === 0) continue
      for (let r = 0, at = i * measures; r < measures; r++, at++) {
        means[r] = means[r]! + times * deviations[at]!
        variances[r] = variances[r]! + times * squares[at]!
      }
    }
    for (let r = 0; r < measures; r++) {
      variances[r] = (variances[r]! - means[r]! * means[r]!) / (n - 1)
    }
  }
}
