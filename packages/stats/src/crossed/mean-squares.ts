import { mean } from '../descriptive/mean.js'
import { variance } from '../descriptive/variance.js'
import { requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'

/** Mean squares of one class: images (rows of the design) by networks, each image measured by each network once. */
export interface ClassMeanSquares {
  readonly images: number
  /** Sample variance of the images' means over networks. */
  readonly image: number
  /** Image × network residual, with (n − 1)(m − 1) df. */
  readonly residual: number
  /** float64 [m] mean of each network. */
  readonly means: Float64Array
}

/**
 * Mean squares of a complete table of images by networks (Searle, Casella and McCulloch, 1992, Variance Components, 4.3).
 *
 * @param values - [m, n] row by row, a row for each network
 * @param name - the argument as the caller knows it, for the message
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (n < 2), NOT_FINITE
 */
export function classMeanSquares(values: Sample, networks: number, name: string): ClassMeanSquares {
  requireSample(values, name, 1)
  const n = values.length / networks
  if (!Number.isInteger(n)) {
    const detail = `${name} holds ${values.length} values, expected a row of equally many images for each of ${networks} networks`
    throw new StatisticsError('LENGTH_MISMATCH', detail)
  }
  if (n < 2) throw new StatisticsError('TOO_FEW_VALUES', `${name} holds ${n} image, at least 2 are needed`)
  const rows = Array.from({ length: networks }, (_, k) =>
    Float64Array.from({ length: n }, (_, i) => values[k * n + i]!),
  )
  const means = Float64Array.from(rows, mean)
  const deviations = new Float64Array(n)
  rows.forEach((row, k) => {
    for (let i = 0; i < n; i++) deviations[i]! += (row[i]! - means[k]!) / networks
  })
  let residual = 0
  rows.forEach((row, k) => {
    for (let i = 0; i < n; i++) residual += (row[i]! - means[k]! - deviations[i]!) ** 2
  })
  return { images: n, image: variance(deviations), residual: residual / ((n - 1) * (networks - 1)), means }
}

/**
 * Asserts that there are networks to generalise over.
 *
 * @throws StatisticsError TOO_FEW_VALUES (m < 2), OUT_OF_RANGE (not a whole number)
 */
export function requireNetworks(networks: number): void {
  if (!Number.isSafeInteger(networks)) {
    throw new StatisticsError(
      'OUT_OF_RANGE',
      `networks is ${networks}, expected a whole number of at least 2`,
    )
  }
  if (networks < 2) {
    const detail = `networks is ${networks}, at least 2 are needed: one says nothing of others`
    throw new StatisticsError('TOO_FEW_VALUES', detail)
  }
}
