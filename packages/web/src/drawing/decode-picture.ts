import { type Pixels, readJpeg, readPng } from '@umbra/core'
import { StudioError } from '../studio-error.js'
import { picturePixels } from './picture-pixels.js'

/** Most pixels of a JPEG or PNG, which are decoded at their own size: the command line's bound. */
const LARGEST = 64_000_000
/** No photograph is larger. */
const LARGEST_FILE = 64_000_000

const DECODERS = { JPEG: readJpeg, PNG: readPng } as const

/**
 * A file's pixels, and whether the command line reads the very same of it: browsers decode JPEG and PNG each in their own way, so
 * that those two are decoded as there.
 *
 * @param name - what to call it in an error
 * @throws StudioError IMAGE_TOO_LARGE, IMAGE_UNREADABLE
 */
export async function decodePicture(
  file: File,
  name: string = file.name,
): Promise<{ readonly picture: Pixels; readonly exact: boolean }> {
  if (file.size > LARGEST_FILE) {
    const expected = `expected at most ${LARGEST_FILE}`
    throw new StudioError('IMAGE_TOO_LARGE', `${name} has ${file.size} bytes, ${expected}`)
  }
  const format = await formatOf(file).catch((cause) => {
    throw new StudioError('IMAGE_UNREADABLE', `${name} cannot be read: ${cause.message}`, { cause })
  })
  if (format) return { picture: decoded(new Uint8Array(await file.arrayBuffer()), format, name), exact: true }
  const bitmap = await createImageBitmap(file, {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  }).catch((cause) => {
    throw new StudioError('IMAGE_UNREADABLE', `${name} cannot be read as a picture`, { cause })
  })
  const picture = picturePixels(bitmap, bitmap, 'picture')
  bitmap.close()
  return { picture, exact: false }
}

function decoded(bytes: Uint8Array, format: keyof typeof DECODERS, name: string): Pixels {
  const admit = (width: number, height: number) => {
    if (width * height === 0) throw new Error('it says it has no pixels')
    if (width * height <= LARGEST) return
    const size = `${width}×${height}`
    throw new StudioError('IMAGE_TOO_LARGE', `${name} is ${size}, expected at most ${LARGEST} pixels`)
  }
  try {
    return DECODERS[format](bytes, admit)
  } catch (cause) {
    if (cause instanceof StudioError) throw cause
    const { message } = cause as Error
    throw new StudioError('IMAGE_UNREADABLE', `${name} cannot be read as a picture: ${message}`, { cause })
  }
}

async function formatOf(file: File): Promise<keyof typeof DECODERS | undefined> {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer())
  const startsWith = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte)
  if (startsWith(0xff, 0xd8, 0xff)) return 'JPEG'
  return startsWith(0x89, 0x50, 0x4e, 0x47) ? 'PNG' : undefined
}
