import { InputError } from '../errors.js'
import { orientationOf } from './exif-orientation.js'
import { decodeJpeg } from './jpeg/decode-jpeg.js'
import { CHANNEL_NAMES, type Pixels } from './pixels.js'
import { pixelsOf } from './raster.js'
import { upright } from './upright.js'

/**
 * Decodes a JPEG and turns it upright, as its EXIF says.
 *
 * @param admit - called with the size before memory is taken for it, to refuse what is too large: more than 100 million pixels, unless
 * another limit is given
 * @throws Error saying what is wrong
 */
export function readJpeg(
  bytes: Uint8Array,
  admit: (width: number, height: number) => void = admitPhotograph,
): Pixels {
  const { width, height, channels, depth, space, left, exif, rows } = decodeJpeg(bytes, admit)
  const colours = space === 'CMYK' || space === 'YCCK' ? 'CMYK as RGB' : CHANNEL_NAMES[channels]
  const format = `JPEG, ${depth}-bit ${colours}${left > 0 ? `, ${left} bytes of its data left over` : ''}`
  const raster = { width, height, channels, format, largest: 2 ** depth - 1, rows }
  return pixelsOf(exif ? upright(raster, orientationOf(exif)) : raster)
}

const LARGEST = 100_000_000

function admitPhotograph(width: number, height: number): void {
  if (width * height <= LARGEST) return
  throw new InputError('IMAGE_TOO_LARGE', `the JPEG is ${width}×${height}, more than ${LARGEST} pixels`)
}
