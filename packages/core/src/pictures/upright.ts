import type { Orientation } from './exif-orientation.js'
import type { Raster, Samples } from './raster.js'

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

/**
 * The picture as it was meant to be seen; its format says how it was turned, clockwise. A turned one is held in memory, in the
 * whole numbers of its file.
 */
export function upright(raster: Raster, orientation: Orientation): Raster {
  if (orientation === 1) return raster
  const { width, height, channels } = raster
  const [toWidth, toHeight] = orientation >= 5 ? [height, width] : [width, height]
  const format = `${raster.format}, ${STEPS[orientation]} as its EXIF says`
  let turned: Samples | undefined
  return {
    ...{ width: toWidth, height: toHeight, channels, format, largest: raster.largest },
    *rows() {
      turned ??= turnedSamples(raster, orientation, toWidth, toHeight)
      const length = toWidth * channels
      for (let y = 0; y < toHeight; y++) yield turned.subarray(y * length, (y + 1) * length)
    },
  }
}

function turnedSamples(raster: Raster, orientation: Orientation, toWidth: number, toHeight: number): Samples {
  const { width, height, channels } = raster
  const turned = new (raster.largest > 255 ? Uint16Array : Uint8Array)(width * height * channels)
  let y = 0
  for (const row of raster.rows()) {
    for (let x = 0; x < width; x++) {
      const [toX, toY] = source(UNDONE_BY[orientation], x, y, toWidth - 1, toHeight - 1)
      const to = (toY * toWidth + toX) * channels
      for (let c = 0; c < channels; c++) turned[to + c] = row[x * channels + c]!
    }
    y++
  }
  return turned
}

/** The orientation that takes one back. */
const UNDONE_BY: Readonly<Record<Orientation, Orientation>> = {
  1: 1,
  2: 2,
  3: 3,
  4: 4,
  5: 5,
  6: 8,
  7: 7,
  8: 6,
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
