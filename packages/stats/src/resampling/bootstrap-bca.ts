import { quantileOfSorted } from '../descriptive/quantile.js'
import { standardDeviation } from '../descriptive/standard-deviation.js'
import { standardNormal } from '../distributions/normal.js'
import { requireBetween, requireCount, requireSample, type Sample, type Uniform } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'

/** Computes the figure of interest from one or more samples, in the order they were given. */
export type Statistic = (...samples: readonly Float64Array[]) => number

export interface BootstrapOptions {
  /** Bootstrap resamples; 9,999 unless told. */
  readonly resamples?: number | undefined
  /** Level of the interval, between 0 and 1; 0.95 unless told. */
  readonly confidence?: number | undefined
  /** Draws from [0, 1): the k-th value of a resample of n is number ⌊n·u⌋ of the sample. */
  readonly uniform: Uniform
}

export interface BootstrapResult {
  /** The statistic of the samples as given. */
  readonly estimate: number
  readonly interval: readonly [number, number]
  /** Standard deviation of the resampled statistics. */
  readonly standardError: number
  /** z₀: how far the median of the resampled statistics lies from the estimate, in normal deviations. */
  readonly biasCorrection: number
  /** a: how fast the standard error changes with the estimate. */
  readonly acceleration: number
}

/**
 * Bootstrap interval of any statistic of one or more independent samples, bias-corrected and accelerated (BCa).
 *
 * Each sample is resampled apart; z₀ from the share of resampled statistics below the estimate (half of those equal to
 * it), a from the jackknife, and the interval reaches from the Φ(z₀ + (z₀ ∓ z)/(1 − a(z₀ ∓ z))) quantiles of the
 * resampled statistics (Efron, 1987, Journal of the American Statistical Association 82, 171–185; several samples:
 * Efron and Tibshirani, 1993, An Introduction to the Bootstrap, 14.3). A statistic that no resample changes has an
 * interval of no width.
 *
 * @throws StatisticsError TOO_FEW_VALUES (no sample, or one with n < 2), NOT_FINITE (also where the statistic is not
 *   finite), OUT_OF_RANGE
 */
export function bootstrapBca(
  samples: readonly Sample[],
  statistic: Statistic,
  options: BootstrapOptions,
): BootstrapResult {
  const { resamples = 9999, confidence = 0.95, uniform } = options
  requireCount(resamples, 'resamples', 2)
  requireBetween(confidence, 'confidence', 0, 1)
  if (samples.length === 0)
    throw new StatisticsError('TOO_FEW_VALUES', 'samples is empty, at least one is needed')
  const data = samples.map((sample, i) => {
    requireSample(sample, `samples[${i}]`, 2)
    return Float64Array.from(sample)
  })
  const estimate = finite(statistic(...data))
  const resampled = resample(data, statistic, resamples, uniform).sort()
  const standardError = standardDeviation(resampled)
  if (resampled[0] === resampled[resamples - 1]) {
    const only = resampled[0]!
    return { estimate, interval: [only, only], standardError, biasCorrection: 0, acceleration: 0 }
  }
  const biasCorrection = standardNormal.quantile(shareBelow(resampled, estimate))
  const acceleration = jackknifeAcceleration(data, statistic)
  const z = standardNormal.upperQuantile((1 - confidence) / 2)
  const limit = (side: number): number => {
    const shifted = biasCorrection + side
    return quantileOfSorted(
      resampled,
      level(biasCorrection + shifted / (1 - acceleration * shifted), biasCorrection),
    )
  }
  return { estimate, interval: [limit(-z), limit(z)], standardError, biasCorrection, acceleration }
}

/** Φ(z); where every resampled statistic lies on one side of the estimate, z₀ is infinite and decides alone. */
function level(z: number, biasCorrection: number): number {
  if (Number.isFinite(biasCorrection)) return standardNormal.cdf(z)
  return biasCorrection > 0 ? 1 : 0
}

function resample(
  data: readonly Float64Array[],
  statistic: Statistic,
  resamples: number,
  uniform: Uniform,
): Float64Array {
  const drawn = data.map((sample) => new Float64Array(sample.length))
  const results = new Float64Array(resamples)
  for (let r = 0; r < resamples; r++) {
    data.forEach((sample, s) => {
      const target = drawn[s]!
      for (let i = 0; i < target.length; i++) target[i] = sample[Math.floor(uniform() * sample.length)]!
    })
    results[r] = finite(statistic(...drawn))
  }
  return results
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value
  throw new StatisticsError('NOT_FINITE', `statistic returned ${value}, expected a finite number`)
}

/** The share of sorted values below a value, half of those equal to it (but for rounding) counted. */
function shareBelow(sorted: Float64Array, value: number): number {
  const rounding = 1e-12 * Math.max(Math.abs(sorted[0]!), Math.abs(sorted[sorted.length - 1]!))
  let [below, equal] = [0, 0]
  for (const other of sorted) {
    if (other < value - rounding) below++
    else if (other <= value + rounding) equal++
  }
  return (below + equal / 2) / sorted.length
}

/** a = Σ U³/n³ / (6 (Σ U²/n²)^1.5), with U = (n − 1)(mean of leave-one-out statistics − statistic without i). */
function jackknifeAcceleration(data: readonly Float64Array[], statistic: Statistic): number {
  let [cubes, squares] = [0, 0]
  data.forEach((sample, s) => {
    const n = sample.length
    const left = Float64Array.from(sample, (_, i) => {
      const without = sample.filter((_, j) => j !== i)
      return finite(statistic(...data.map((other, index) => (index === s ? without : other))))
    })
    const center = left.reduce((sum, value) => sum + value, 0) / n
    for (const value of left) {
      const influence = ((n - 1) * (center - value)) / n
      cubes += influence ** 3
      squares += influence ** 2
    }
  })
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0
}
