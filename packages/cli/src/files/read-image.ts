import type { Pixels } from '@umbra/core'
import { inputError } from '../input-error.js'
import { decodePng } from './decode-png.js'
import { jpegExif, orientationOf } from './exif-orientation.js'
import { jpegSegments } from './jpeg-segments.js'
import { readIfThere } from './read-if-there.js'
import { upright } from './upright.js'

/** Largest picture decoded, in pixels: a header may claim any size. */
const LARGEST = 64_000_000
const LARGEST_FILE = 512_000_000

/**
 * Reads a PNG or JPEG, told apart by their first bytes, whatever the file is called.
 *
 * @throws InputError IMAGE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, IMAGE_FORMAT, IMAGE_TOO_LARGE, IMAGE_CORRUPT
 */
export async function readImage(path: string): Promise<Pixels> {
  const bytes = await readIfThere(path, LARGEST_FILE)
  if (!bytes) throw inputError('IMAGE_NOT_FOUND', `there is no file ${path}`)
  return decodeImage(bytes, path)
}

/** Decodes the bytes of a PNG or JPEG and turns it upright. @throws InputError IMAGE_FORMAT, IMAGE_TOO_LARGE, IMAGE_CORRUPT */
export async function decodeImage(bytes: Uint8Array, path: string): Promise<Pixels> {
  const format = formatOf(bytes)
  if (!format) throw inputError('IMAGE_FORMAT', `${path} is neither a PNG nor a JPEG`)
  const size = format === 'PNG' ? pngSize(bytes) : jpegSize(bytes)
  if (!size) throw inputError('IMAGE_CORRUPT', `${path} is not a whole ${format}: it states no size`)
  const [width, height] = size
  if (width * height === 0) throw inputError('IMAGE_CORRUPT', `${path} says it has no pixels`)
  if (width * height > LARGEST) {
    throw inputError('IMAGE_TOO_LARGE', `${path} is ${width}×${height}, more than ${LARGEST} pixels`)
  }
  try {
    return format === 'PNG' ? decodePng(bytes) : await decodeJpeg(bytes)
  } catch (cause) {
    throw inputError(
      'IMAGE_CORRUPT',
      `${path} is not a whole ${format}: ${(cause as Error).message ?? cause}`,
      cause,
    )
  }
}

function formatOf(bytes: Uint8Array): 'PNG' | 'JPEG' | undefined {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'PNG'
  return startsWith(bytes, [0xff, 0xd8, 0xff]) ? 'JPEG' : undefined
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte)
}

/** Width and height from the header chunk, which comes first in every PNG. */
function pngSize(bytes: Uint8Array): [number, number] | undefined {
  if (bytes.length < 24) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}

/** Width and height from the first frame header (markers SOF0 to SOF15; ITU-T T.81, B.2.2). */
function jpegSize(bytes: Uint8Array): [number, number] | undefined {
  for (const { marker, data } of jpegSegments(bytes)) {
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (!isFrame) continue
    if (data.length < 5) return undefined
    const view = new DataView(data.buffer, data.byteOffset)
    return [view.getUint16(3), view.getUint16(1)]
  }
  return undefined
}

async function decodeJpeg(bytes: Uint8Array): Promise<Pixels> {
  const { default: jpeg } = await import('jpeg-js')
  const { width, height, data } = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: LARGEST / 1e6,
    maxMemoryUsageInMB: 1024,
  })
  const pixels = new Float32Array(data.length)
  for (let i = 0; i < data.length; i++) pixels[i] = data[i]! / 255
  const exif = jpegExif(bytes)
  const decoded: Pixels = { width, height, channels: 3, format: 'JPEG', data: pixels }
  return exif ? upright(decoded, orientationOf(exif)) : decoded
}
