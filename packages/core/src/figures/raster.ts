import { sumOfChannelShares } from '../mean-over-channels.js'
import type { Study } from '../study/result.js'

/** Values on a pixel grid, row-major: a map, a mean image, a difference. */
export interface ScalarRaster {
  /** [H·W] */
  readonly data: ArrayLike<number>
  readonly width: number
  readonly height: number
}

/** The map of one studied image. */
export function mapOf(study: Study, position: number): ScalarRaster {
  const [, height, width] = study.data.maps.shape
  const size = height * width
  return { data: study.data.maps.data.subarray(position * size, (position + 1) * size), width, height }
}

/** One studied image, [H, W, C]. */
export function imageOf({ data: { images } }: Study, position: number): Float32Array {
  const [, height, width, channels] = images.shape
  const size = height * width * channels
  return images.data.subarray(position * size, (position + 1) * size)
}

/** One studied image as brightness: the mean over its channels. */
export function brightnessOf(study: Study, position: number): ScalarRaster {
  const [, height, width] = study.data.images.shape
  return brightness(imageOf(study, position), height, width)
}

/** The mean over channels of an image [H, W, C]. */
export function brightness(image: ArrayLike<number>, height: number, width: number): ScalarRaster {
  return { data: sumOfChannelShares(image, new Float64Array(height * width)), width, height }
}

/** The pixelwise mean of rasters of one size, added in the order given. */
export function meanRaster(rasters: readonly ScalarRaster[]): ScalarRaster {
  const { width, height } = rasters[0]!
  const data = new Float64Array(width * height)
  for (const raster of rasters) {
    for (let i = 0; i < data.length; i++) data[i]! += raster.data[i]! / rasters.length
  }
  return { data, width, height }
}

/** a − b, pixel by pixel. */
export function differenceRaster(a: ScalarRaster, b: ScalarRaster): ScalarRaster {
  return {
    data: Float64Array.from({ length: a.data.length }, (_, i) => a.data[i]! - b.data[i]!),
    width: a.width,
    height: a.height,
  }
}
