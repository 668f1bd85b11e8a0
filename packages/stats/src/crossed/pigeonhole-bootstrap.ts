import { quantileOfSorted } from '../descriptive/quantile.js'
import { standardDeviation } from '../descriptive/standard-deviation.js'
import { hedgesCorrection } from '../effect-size/hedges-g.js'
import { requireBetween, requireCount, type Sample, type Uniform } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import { classMeanSquares, requireNetworks } from './mean-squares.js'

export interface PigeonholeOptions {
  /** What is resampled: the difference of class means, the default, or the networks' mean Hedges g. */
  readonly effect?: 'difference' | 'standardised' | undefined
  /** Resamples; 1,999 unless told. */
  readonly resamples?: number | undefined
  /** Level of the interval, between 0 and 1; 0.95 unless told. */
  readonly confidence?: number | undefined
  /** Draws from [0, 1): first the networks of a resample, then the images of a, then those of b, each number ⌊n·u⌋. */
  readonly uniform: Uniform
}

export interface PigeonholeBootstrap {
  /** The effect of the data as given. */
  readonly estimate: number
  /** Percentile interval. */
  readonly interval: readonly [number, number]
  /** Standard deviation of the resampled effects. */
  readonly standardError: number
  readonly resamples: number
}

/**
 * Two-way bootstrap of a difference of two classes over crossed networks and images: a resample draws networks with replacement and,
 * apart from them, images of each class, and takes every drawn image in every drawn network (the pigeonhole bootstrap: Owen, 2007,
 * Annals of Applied Statistics 1, 386–411; McCullagh, 2000, Bernoulli 6, 285–301).
 *
 * It assumes neither normal effects nor one variance. With A, B and E as for {@link crossedDifference} its variance is all but A + B + E,
 * where A + B − E is due: it counts the residual three times, which makes it cautious where networks agree on single images less than on
 * classes. Of very few networks, whose resamples lack variance by (m − 1)/m and tails altogether, it is too narrow, as the bootstrap of
 * any three values is: there the closed form is to be gone by.
 *
 * Costs m·(n₁ + n₂) steps a resample.
 *
 * @param a - [m, n₁] row by row: the first class's images in each of m networks, the same images in every row
 * @param b - [m, n₂]
 * @param networks - m ≥ 2
 * @throws StatisticsError TOO_FEW_VALUES (m < 2, n < 2), LENGTH_MISMATCH, NOT_FINITE, ZERO_VARIANCE (standardised: a resample does not vary
 *   within the classes, yet differs between them), OUT_OF_RANGE
 */
export function pigeonholeBootstrap(
  a: Sample,
  b: Sample,
  networks: number,
  options: PigeonholeOptions,
): PigeonholeBootstrap {
  const { effect = 'difference', resamples = 1999, confidence = 0.95, uniform } = options
  requireNetworks(networks)
  requireCount(resamples, 'resamples', 2)
  requireBetween(confidence, 'confidence', 0, 1)
  const sizes = [
    classMeanSquares(a, networks, 'a').images,
    classMeanSquares(b, networks, 'b').images,
  ] as const
  const effectOf = effect === 'difference' ? meanDifferenceOf : hedgesGOf(sizes)
  const times = {
    networks: new Uint32Array(networks),
    a: new Uint32Array(sizes[0]),
    b: new Uint32Array(sizes[1]),
  }
  const weighted = (): number => {
    let total = 0
    for (let k = 0; k < networks; k++) {
      if (times.networks[k] === 0) continue
      total += times.networks[k]! * effectOf(moments(a, k, times.a), moments(b, k, times.b))
    }
    return total / networks
  }
  for (const one of Object.values(times)) one.fill(1)
  const estimate = weighted()
  const resampled = Float64Array.from({ length: resamples }, () => {
    for (const one of Object.values(times)) draw(one, uniform)
    return weighted()
  })
  const standardError = standardDeviation(resampled)
  resampled.sort()
  const tail = (1 - confidence) / 2
  const interval = [quantileOfSorted(resampled, tail), quantileOfSorted(resampled, 1 - tail)] as const
  return { estimate, interval, standardError, resamples }
}

function draw(times: Uint32Array, uniform: Uniform): void {
  times.fill(0)
  for (let k = 0; k < times.length; k++) times[Math.floor(uniform() * times.length)]!++
}

interface Moments {
  readonly mean: number
  /** Σ(y − ȳ)² */
  readonly squares: number
}

/** Mean and sum of squares of one network's images, each counted as often as it was drawn; about its first value. */
function moments(values: Sample, k: number, times: Uint32Array): Moments {
  const n = times.length
  const origin = values[k * n]!
  let [sum, squares] = [0, 0]
  for (let i = 0; i < n; i++) {
    const value = values[k * n + i]! - origin
    sum += times[i]! * value
    squares += times[i]! * value * value
  }
  return { mean: origin + sum / n, squares: Math.max(0, squares - (sum * sum) / n) }
}

const meanDifferenceOf = (a: Moments, b: Moments): number => a.mean - b.mean

function hedgesGOf([nA, nB]: readonly [number, number]): (a: Moments, b: Moments) => number {
  const df = nA + nB - 2
  const j = hedgesCorrection(df)
  return (a, b) => {
    const difference = a.mean - b.mean
    if (difference === 0) return 0
    const s = Math.sqrt((a.squares + b.squares) / df)
    if (s === 0) {
      const detail = `a resample does not vary within the classes, yet they differ by ${difference}: too few images differ`
      throw new StatisticsError('ZERO_VARIANCE', detail)
    }
    return (j * difference) / s
  }
}
