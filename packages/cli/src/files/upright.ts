import type { Pixels } from '@umbra/core'
import type { Orientation } from './exif-orientation.js'

/** What each orientation asks for, in words. */
const STEPS: Readonly<Record<Orientation, string>> = {
  1: '',
  2: 'mirrored',
  3: 'turned by 180°',
  4: 'flipped',
  5: 'turned by 90° and mirrored',
  6: 'turned by 90°',
  7: 'turned by 270° and mirrored',
  8: 'turned by 270°',
}

/** The picture as it was meant to be seen, and how it was turned, clockwise; the format says so. */
export function upright(pixels: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return pixels
  const { width, height, channels, data } = pixels
  const sideways = orientation >= 5
  const [toWidth, toHeight] = sideways ? [height, width] : [width, height]
  const turned = new Float32Array(data.length)
  for (let y = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++) {
      const [fromX, fromY] = source(orientation, x, y, width - 1, height - 1)
      const from = (fromY * width + fromX) * channels
      turned.set(data.subarray(from, from + channels), (y * toWidth + x) * channels)
    }
  }
  const format = `${pixels.format}, ${STEPS[orientation]} as its EXIF says`
  return { width: toWidth, height: toHeight, channels, data: turned, format }
}

/** Where the upright pixel (x, y) is stored. */
function source(
  orientation: Orientation,
  x: number,
  y: number,
  right: number,
  bottom: number,
): readonly [x: number, y: number] {
  switch (orientation) {
    case 2:
      return [right - x, y]
    case 3:
      return [right - x, bottom - y]
    case 4:
      return [x, bottom - y]
    case 5:
      return [y, x]
    case 6:
      return [y, bottom - x]
    case 7:
      return [right - y, bottom - x]
    case 8:
      return [right - y, x]
    default:
      return [x, y]
  }
}
