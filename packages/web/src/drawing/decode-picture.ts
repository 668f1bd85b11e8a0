import { type Pixels, readJpeg } from '@umbra/core'
import { StudioError } from '../studio-error.js'
import { picturePixels } from './picture-pixels.js'

/** Most pixels of a JPEG, which is decoded at its own size: the command line's bound. */
const LARGEST_JPEG = 64_000_000
/** No photograph is larger. */
const LARGEST_FILE = 64_000_000

/**
 * A file's pixels, and whether they are the very bytes that are in it: then the command line reads the same of it.
 *
 * @throws StudioError IMAGE_TOO_LARGE, IMAGE_UNREADABLE
 */
export async function decodePicture(
  file: File,
): Promise<{ readonly picture: Pixels; readonly exact: boolean }> {
  if (file.size > LARGEST_FILE) {
    const expected = `expected at most ${LARGEST_FILE}`
    throw new StudioError('IMAGE_TOO_LARGE', `${file.name} has ${file.size} bytes, ${expected}`)
  }
  if (await startsAsJpeg(file)) {
    return { picture: jpegOf(new Uint8Array(await file.arrayBuffer()), file.name), exact: true }
  }
  const png = await startsAsPng(file)
  const bitmap = await createImageBitmap(file, {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  }).catch((cause) => {
    throw new StudioError('IMAGE_UNREADABLE', `${file.name} cannot be read as a picture`, { cause })
  })
  const { picture, opaque, shrunk } = picturePixels(bitmap, bitmap, png ? 'PNG' : 'picture')
  return { picture, exact: png && opaque && !shrunk }
}

/** Browsers decode JPEG each in its own way; this is the command line's. */
function jpegOf(bytes: Uint8Array, name: string): Pixels {
  const admit = (width: number, height: number) => {
    if (width * height <= LARGEST_JPEG) return
    const size = `${width}×${height}`
    throw new StudioError('IMAGE_TOO_LARGE', `${name} is ${size}, expected at most ${LARGEST_JPEG} pixels`)
  }
  try {
    return readJpeg(bytes, admit)
  } catch (cause) {
    if (cause instanceof StudioError) throw cause
    const { message } = cause as Error
    throw new StudioError('IMAGE_UNREADABLE', `${name} cannot be read as a picture: ${message}`, { cause })
  }
}

/** A PNG of 8 bits a sample: of 16, a browser keeps 8. */
async function startsAsPng(file: File): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 26).arrayBuffer())
  return [0x89, 0x50, 0x4e, 0x47].every((byte, i) => head[i] === byte) && (head[24] ?? 16) <= 8
}

async function startsAsJpeg(file: File): Promise<boolean> {
  const start = new Uint8Array(await file.slice(0, 3).arrayBuffer())
  return [0xff, 0xd8, 0xff].every((byte, i) => start[i] === byte)
}
