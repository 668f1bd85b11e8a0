import { requireBetween, requireCount, requireSample, type Sample } from '../sample.js'
import { StatisticsError } from '../statistics-error.js'

export interface StructuralSimilarityOptions {
  /**
   * L, the span of values that counts as the whole range: 1 for images in 0 … 1, twice the largest absolute value for a
   * signed map. Differences far below L/100 count for little.
   */
  readonly range: number
  /** Side of the square window of equal weights, odd, 7 unless told (as scikit-image has it). */
  readonly size?: number | undefined
  /**
   * Standard deviation in pixels of a Gaussian window instead, cut at ⌊3.5σ + ½⌋ pixels: 1.5, and so 11 × 11, is that of
   * Wang et al.
   */
  readonly sigma?: number | undefined
}

/**
 * Structural similarity SSIM of two images or maps, −1 … 1, 1 where they are equal: the mean over all windows that lie
 * inside the image of
 *
 *   (2 μa μb + C₁)(2 σab + C₂) / ((μa² + μb² + C₁)(σa² + σb² + C₂)),  C₁ = (0.01 L)², C₂ = (0.03 L)²
 *
 * (Wang, Bovik, Sheikh and Simoncelli, 2004, IEEE Transactions on Image Processing 13, 600–612). Variances and covariance
 * are those of a sample (denominator one less than the pixels) in the window of equal weights, weighted means in the
 * Gaussian one, as `skimage.metrics.structural_similarity` has them.
 *
 * @param a - [H, W] row by row
 * @param b - [H, W]
 * @param shape - H and W, each at least the window's side
 * @throws StatisticsError LENGTH_MISMATCH, TOO_FEW_VALUES (a side shorter than the window), NOT_FINITE, OUT_OF_RANGE
 */
export function structuralSimilarity(
  a: Sample,
  b: Sample,
  shape: readonly [height: number, width: number],
  options: StructuralSimilarityOptions,
): number {
  const { range, size = 7, sigma } = options
  requireBetween(range, 'range', 0, Infinity)
  const weights = sigma === undefined ? equalWeights(size) : gaussianWeights(sigma)
  const [height, width] = shape
  requireMaps(a, b, height, width, weights.length)
  const filtered = (of: (i: number) => number) => windowMeans(of, height, width, weights)
  const meanA = filtered((i) => a[i]!)
  const meanB = filtered((i) => b[i]!)
  const squareA = filtered((i) => a[i]! * a[i]!)
  const squareB = filtered((i) => b[i]! * b[i]!)
  const product = filtered((i) => a[i]! * b[i]!)
  const pixels = weights.length ** 2
  const sample = sigma === undefined ? pixels / (pixels - 1) : 1
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2]
  let total = 0
  for (let i = 0; i < meanA.length; i++) {
    const [ma, mb] = [meanA[i]!, meanB[i]!]
    const covariance = sample * (product[i]! - ma * mb)
    const variances = sample * (squareA[i]! - ma * ma + (squareB[i]! - mb * mb))
    total += ((2 * ma * mb + c1) * (2 * covariance + c2)) / ((ma * ma + mb * mb + c1) * (variances + c2))
  }
  return total / meanA.length
}

function requireMaps(a: Sample, b: Sample, height: number, width: number, side: number): void {
  for (const [name, map] of [['a', a] as const, ['b', b] as const]) {
    requireSample(map, name, 1)
    if (map.length !== height * width) {
      const detail = `${name} holds ${map.length} values, expected ${height} × ${width} of them`
      throw new StatisticsError('LENGTH_MISMATCH', detail)
    }
  }
  if (Math.min(height, width) < side) {
    const detail = `maps are ${height} × ${width}, at least ${side} × ${side} are needed for the window`
    throw new StatisticsError('TOO_FEW_VALUES', detail)
  }
}

function equalWeights(size: number): Float64Array {
  requireCount(size, 'size', 3)
  if (size % 2 === 0) throw new StatisticsError('OUT_OF_RANGE', `size is ${size}, expected an odd number`)
  return new Float64Array(size).fill(1 / size)
}

function gaussianWeights(sigma: number): Float64Array {
  requireBetween(sigma, 'sigma', 0, Infinity)
  const radius = Math.floor(3.5 * sigma + 0.5)
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - radius) / sigma) ** 2),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** Weighted means over every window inside the image: down the columns, then along the rows. */
function windowMeans(
  of: (i: number) => number,
  height: number,
  width: number,
  weights: Float64Array,
): Float64Array {
  const size = weights.length
  const [rows, columns] = [height - size + 1, width - size + 1]
  const means = new Float64Array(rows * columns)
  const column = new Float64Array(width)
  for (let y = 0; y < rows; y++) {
    column.fill(0)
    for (let k = 0; k < size; k++) {
      for (let x = 0; x < width; x++) column[x]! += weights[k]! * of((y + k) * width + x)
    }
    for (let x = 0; x < columns; x++) {
      let sum = 0
      for (let k = 0; k < size; k++) sum += weights[k]! * column[x + k]!
      means[y * columns + x] = sum
    }
  }
  return means
}
