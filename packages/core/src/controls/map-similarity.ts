import { meanInterval, StatisticsError, spearman, structuralSimilarity } from '@umbra/stats'

/** How alike two maps are, each −1 … 1, and 1 where they are equal; NaN where that is not defined. */
export interface MapSimilarity {
  /** Spearman's rank correlation of the signed maps. */
  readonly spearman: number
  /** Of their absolute values: do the same places matter, whatever the sign? */
  readonly spearmanOfMagnitudes: number
  /** Structural similarity, each map by its own largest magnitude, so that their units do not matter. */
  readonly ssim: number
}

/** The measures, in the order they are shown. */
export const SIMILARITIES = ['spearman', 'spearmanOfMagnitudes', 'ssim'] as const

/** A similarity over images, or over draws. */
export interface SimilarityMean {
  readonly mean: number
  /** Student's t interval, cut to −1 … 1; absent where fewer than two have a value. */
  readonly interval?: readonly [number, number]
  /** How many images, or draws of one, it is the mean of. */
  readonly n: number
  /** Maps without a value: one of the two is the same everywhere, is smaller than the window of SSIM, or was not finite. */
  readonly undefined: number
}

/** Compares two maps. @param a - [H, W] @param b - [H, W] */
export function mapSimilarity(
  a: Float32Array,
  b: Float32Array,
  shape: readonly [height: number, width: number],
): MapSimilarity {
  const magnitudes = [a, b].map((map) => map.map(Math.abs)) as [Float32Array, Float32Array]
  const scaled = [a, b].map((map, i) => byLargest(map, magnitudes[i]!)) as [Float64Array, Float64Array]
  return {
    spearman: orNaN(() => spearman(a, b)),
    spearmanOfMagnitudes: orNaN(() => spearman(...magnitudes)),
    ssim: orNaN(() => structuralSimilarity(...scaled, shape, { range: 2 })),
  }
}

/**
 * The mean over images of each one's mean over draws, or of a single image over draws.
 *
 * @param values - [images][draws], NaN where undefined
 */
export function similarityMean(values: readonly (readonly number[])[], confidence: number): SimilarityMean {
  const units = values.length > 1 ? values : values[0]!.map((value) => [value])
  const means = units.flatMap((one) => {
    const defined = one.filter((value) => !Number.isNaN(value))
    return defined.length > 0 ? defined.reduce((sum, value) => sum + value / defined.length, 0) : []
  })
  const missing = values.flat().filter(Number.isNaN).length
  if (means.length < 2) return { mean: means[0] ?? Number.NaN, n: means.length, undefined: missing }
  const { mean, interval } = meanInterval(means, { confidence })
  const [least, most] = interval
  return { mean, interval: [Math.max(-1, least), Math.min(1, most)], n: means.length, undefined: missing }
}

/** A map in −1 … 1; one that is 0 everywhere has no unit to be freed of. */
function byLargest(map: Float32Array, magnitudes: Float32Array): Float64Array {
  const largest = magnitudes.reduce((most, value) => Math.max(most, value), 0)
  return Float64Array.from(map, (value) => value / largest)
}

function orNaN(compute: () => number): number {
  try {
    return compute()
  } catch (error) {
    if (error instanceof StatisticsError) return Number.NaN
    throw error
  }
}
