import { variance } from '../descriptive/variance.js'
import { hedgesCorrection } from '../effect-size/hedges-g.js'
import type { Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'
import { type CrossedDifference, type CrossedOptions, crossedResult } from './crossed-difference.js'
import { type ClassMeanSquares, classMeanSquares, requireNetworks } from './mean-squares.js'

/** Each network's g, and what each image contributes to it. */
export interface EffectContributions {
  /** float64 [m] Hedges' g, first class minus second. */
  readonly perNetwork: Float64Array
  /** float64 [m, n₁] and [m, n₂]: of each network, their means over the classes differ by its g. */
  readonly contributions: readonly [Float64Array, Float64Array]
}

/**
 * The standardised difference of two classes, Hedges' g in each network and its mean over them, with an interval that holds for new networks
 * and new images: {@link crossedDifference} of the images' {@link effectContributions}. Each network is measured in its own standard
 * deviations, so that networks whose scores differ in scale count alike.
 *
 * @param a - [m, n₁] row by row: the first class's images in each of m networks, the same images in every row
 * @param b - [m, n₂]
 * @param networks - m ≥ 2
 * @returns estimate and interval are of g, first class minus second; `perNetwork` is each network's g
 * @throws StatisticsError as {@link crossedDifference}; TOO_FEW_VALUES also for n₁ + n₂ < 4, ZERO_VARIANCE also where a network's values do
 *   not vary within the classes, yet differ between them
 */
export function crossedEffect(
  a: Sample,
  b: Sample,
  networks: number,
  options: CrossedOptions = {},
): CrossedDifference {
  requireNetworks(networks)
  const { perNetwork, contributions } = effectContributions(a, b, networks)
  const squares = contributions.map((z, c) => classMeanSquares(z, networks, c === 0 ? 'a' : 'b'))
  const classes: readonly [ClassMeanSquares, ClassMeanSquares] = [squares[0]!, squares[1]!]
  return crossedResult(
    { name: 'crossed networks and images, Hedges g', perNetwork, classes, magnitude: 1 },
    options,
  )
}

/**
 * Hedges' g of each network, and each image's contribution to it, to first order (the delta method: van der Vaart, 1998, Asymptotic
 * Statistics, chapter 3): with the deviation u = (y − ȳ_kc)/s_k of an image in its class,
 *
 *   z = J (±d_k/2 + u ∓ d_k/2 · n_c/(N − 2) · (u² − mean u²)),
 *
 * upper signs for the first class, whose class means differ by g_k = J d_k and whose spread over images is that of g: for normal data
 * 1/n₁ + 1/n₂ + g²/2N, whatever the data are. It is not exact for a handful of images. Contributions to several effects of one set of images
 * may be averaged: what comes of it are contributions to the mean effect.
 *
 * @param a - [m, n₁] row by row: the first class's images in each of m networks, the same images in every row
 * @param b - [m, n₂]
 * @param networks - m ≥ 1
 * @throws StatisticsError TOO_FEW_VALUES (n < 2, n₁ + n₂ < 4), LENGTH_MISMATCH, NOT_FINITE, ZERO_VARIANCE (a network's values do not vary
 *   within the classes, yet differ between them)
 */
export function effectContributions(a: Sample, b: Sample, networks: number): EffectContributions {
  const [first, second] = [classMeanSquares(a, networks, 'a'), classMeanSquares(b, networks, 'b')]
  const contributions = [new Float64Array(a.length), new Float64Array(b.length)] as const
  const perNetwork = new Float64Array(networks)
  for (let k = 0; k < networks; k++) {
    const rows = [rowOf(a, k, first.images), rowOf(b, k, second.images)] as const
    const own = contributionsOf(rows, first.means[k]! - second.means[k]!, k)
    perNetwork[k] = own.g
    own.contributions.forEach((z, c) => {
      contributions[c]!.set(z, k * z.length)
    })
  }
  return { perNetwork, contributions }
}

function rowOf(values: Sample, k: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => values[k * n + i]!)
}

/** One network's g, and what each image contributes to it. */
function contributionsOf(rows: readonly [Float64Array, Float64Array], difference: number, k: number) {
  const [nA, nB] = [rows[0].length, rows[1].length]
  const df = nA + nB - 2
  const squares = rows.map(variance)
  const s = Math.sqrt(((nA - 1) * squares[0]! + (nB - 1) * squares[1]!) / df)
  const magnitude = Math.max(...rows.map((row) => Math.abs(row[0]!)))
  const flat = s <= 10 * Number.EPSILON * magnitude
  if (flat && Math.abs(difference) > 10 * Number.EPSILON * magnitude) {
    const detail = `network ${k}: the values do not vary within the classes, yet differ by ${difference}`
    throw new StatisticsError('ZERO_VARIANCE', detail)
  }
  const j = hedgesCorrection(df)
  const d = flat ? 0 : difference / s
  const contributions = rows.map((row, c) => {
    if (flat) return new Float64Array(row.length)
    const n = row.length
    const centre = row.reduce((sum, value) => sum + value / n, 0)
    const u = row.map((value) => (value - centre) / s)
    const square = u.reduce((sum, value) => sum + (value * value) / n, 0)
    const sign = c === 0 ? 1 : -1
    return u.map(
      (value) => j * (sign * (d / 2) + value - sign * (d / 2) * (n / df) * (value * value - square)),
    )
  })
  return { g: j * d, contributions }
}
