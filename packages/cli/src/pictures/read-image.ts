import { isReadFormat, type Pixels, pictureFormat, readJpeg, readPng } from '@umbra/core/explain'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { readStandardInput, STANDARD_INPUT } from './standard-input.js'
import { unpackByZlib } from './unpack-by-zlib.js'

/** Largest picture decoded, in pixels: a header may claim any size. */
const LARGEST = 64_000_000
const LARGEST_FILE = 512_000_000

/**
 * Reads a PNG, JPEG or WebP, told apart by their first bytes, whatever the file is called.
 *
 * @param path - or `-` for standard input
 * @throws InputError IMAGE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, IMAGE_FORMAT, IMAGE_TOO_LARGE, IMAGE_CORRUPT
 */
export async function readImage(path: string): Promise<Pixels> {
  if (path === STANDARD_INPUT) return decodeImage(await readStandardInput(LARGEST_FILE), 'standard input')
  const bytes = await readIfThere(path, LARGEST_FILE)
  if (!bytes) throw inputError('IMAGE_NOT_FOUND', `there is no file ${path}`)
  return decodeImage(bytes, path)
}

/** Decodes the bytes of a PNG, JPEG or WebP and turns it upright. @throws InputError IMAGE_FORMAT, IMAGE_TOO_LARGE, IMAGE_CORRUPT */
export async function decodeImage(bytes: Uint8Array, path: string): Promise<Pixels> {
  const format = pictureFormat(bytes)
  if (!isReadFormat(format)) {
    throw inputError('IMAGE_FORMAT', `${path} is ${format ?? 'no PNG, JPEG or WebP'}`)
  }
  const admit = (width: number, height: number) => {
    if (width * height === 0) throw inputError('IMAGE_CORRUPT', `${path} says it has no pixels`)
    if (width * height <= LARGEST) return
    throw inputError('IMAGE_TOO_LARGE', `${path} is ${width}×${height}, more than ${LARGEST} pixels`)
  }
  try {
    if (format === 'JPEG') return readJpeg(bytes, admit)
    if (format === 'WebP') return await (await import('./decode-webp.js')).decodeWebp(bytes, admit)
    return readPng(bytes, admit, unpackByZlib)
  } catch (cause) {
    if ((cause as Error).name === 'InputError') throw cause
    throw inputError(
      'IMAGE_CORRUPT',
      `${path} cannot be read as a ${format}: ${(cause as Error).message ?? cause}`,
      cause,
    )
  }
}
