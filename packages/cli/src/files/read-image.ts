import { inputError } from '../input-error.js'
import { decodePng } from './decode-png.js'
import { jpegExif, orientationOf } from './exif-orientation.js'
import type { Pixels } from './pixels.js'
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
  return decodeImage(await readImageFile(path), path)
}

/** The bytes of a picture. @throws InputError IMAGE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE */
export async function readImageFile(path: string): Promise<Uint8Array> {
  const bytes = await readIfThere(path, LARGEST_FILE)
  if (!bytes) throw inputError('IMAGE_NOT_FOUND', `there is no file ${path}`)
  return bytes
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
    return format === 'PNG' ? await decodePng(bytes) : await decodeJpeg(bytes)
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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 2
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    // 0xff may be repeated as padding before a marker.
    if (marker === 0xff) {
      at++
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)]
    at += 2 + view.getUint16(at + 2)
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
