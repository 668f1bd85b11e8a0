import { type DivergingScale, rgb } from './palette.js'
import { brightness } from './raster.js'

/** Opacity of the strongest values: a little of the image shows through even there. */
const STRONGEST = 0.9

/** The darkest and lightest grey of the picture under a map: lifted, so that colours show on dark ground too. */
const GREYS = [0.3, 1] as const

/** What stands under the legend's own stretch of overlaid colours: a grey such as images have. */
const LEGEND_GREY = 0.55

/**
 * A map laid over a picture: the picture in grey, so that all colour is the map's, and over it the colour of the value's
 * sign, the more opaque the larger the value. Where the map is zero only the picture is seen.
 *
 * @param grey - brightness of the pixel, in 0 … 1
 * @param value - of the map
 */
export function overlaidColour(scale: DivergingScale, grey: number, value: number): string {
  const ground = GREYS[0] + (GREYS[1] - GREYS[0]) * grey
  if (scale.limit === 0 || !(Math.abs(value) > 0)) return rgb(ground, ground, ground)
  const opacity = STRONGEST * Math.min(1, Math.abs(value) / scale.limit)
  const colour = scale.colour(0.75 * Math.sign(value) * scale.limit)
  const mixed = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return opacity * channel + (1 - opacity) * ground
  })
  return rgb(mixed[0]!, mixed[1]!, mixed[2]!)
}

/** The same for a legend, over a grey such as images have. */
export function legendColour(scale: DivergingScale, value: number): string {
  return overlaidColour(scale, LEGEND_GREY, value)
}

/** Whether images have colours, over which outlines of ink would say nothing. @param channels - C */
export function isPicture(channels: number): boolean {
  return channels > 1
}

/** How single maps show their image, for a subtitle. */
export function imageNote(channels: number): string {
  return isPicture(channels)
    ? 'single maps lie on their images in grey, the stronger the more opaque'
    : 'thin line: ink at half its maximum'
}

/** Brightness of a picture [H, W, C] for maps to be laid over; of RGB by luma (Rec. ITU-R BT.601). */
export function greyOf(data: ArrayLike<number>, height: number, width: number): ArrayLike<number> {
  const channels = data.length / (height * width)
  if (channels < 3) return brightness(data, height, width).data
  return Float64Array.from(
    { length: height * width },
    (_, p) => 0.299 * data[p * channels]! + 0.587 * data[p * channels + 1]! + 0.114 * data[p * channels + 2]!,
  )
}
