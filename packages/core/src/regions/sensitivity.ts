import type { Region } from './region.js'

/** How a region's map values become one number. */
export type Normalisation = 'raw' | 'ink'

/**
 * Sensitivity of regions: `raw` is the mean of the map over the region's pixels, signed; `ink` is the sum of the map
 * over the region divided by the sum of ink in it, NaN where there is none (docs/methods.md, Regions).
 *
 * @param map - [H·W]
 * @param image - [H·W·C], the ink; only read for `ink`
 * @returns float64 [R]
 */
export function sensitivity(
  map: ArrayLike<number>,
  image: ArrayLike<number>,
  regions: readonly Region[],
  normalisation: Normalisation = 'raw',
): Float64Array {
  const channels = image.length / map.length
  return Float64Array.from(regions, ({ pixels }) => {
    let sum = 0
    let ink = 0
    for (const p of pixels) {
      sum += map[p]!
      if (normalisation === 'ink') for (let c = 0; c < channels; c++) ink += image[p * channels + c]!
    }
    if (normalisation === 'raw') return sum / pixels.length
    return ink > 0 ? sum / ink : Number.NaN
  })
}
