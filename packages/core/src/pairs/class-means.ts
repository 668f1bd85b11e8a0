import { brightness, meanRaster } from '../figures/raster.js'
import type { ClassMaps } from '../study/class-maps.js'
import type { PairsResult } from './result.js'

/** A class's mean map and mean image, pixel by pixel. @param shape - [H, W] */
export function classMeans(
  { maps, sample }: ClassMaps,
  [height, width]: readonly [number, number],
): PairsResult['means'][number] {
  const n = sample.indices.length
  const parts = (data: Float32Array) => {
    const size = data.length / n
    return Array.from({ length: n }, (_, i) => data.subarray(i * size, (i + 1) * size))
  }
  const rounded = (values: ArrayLike<number>) => Array.from(values, (value) => +value.toPrecision(6))
  return {
    map: rounded(meanRaster(parts(maps).map((data) => ({ data, width, height }))).data),
    image: rounded(
      meanRaster(parts(sample.images.data).map((image) => brightness(image, height, width))).data,
    ),
  }
}
