import { type Pixels, readJpeg } from '@umbra/core/explain'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'
import { decodePng } from './decode-png.js'
import { readStandardInput, STANDARD_INPUT } from './standard-input.js'

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
  const format = formatOf(bytes)
  if (format !== 'PNG' && format !== 'JPEG' && format !== 'WebP') {
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
    admit(...pngSize(bytes))
    return decodePng(bytes)
  } catch (cause) {
    if ((cause as Error).name === 'InputError') throw cause
    throw inputError(
      'IMAGE_CORRUPT',
      `${path} cannot be read as a ${format}: ${(cause as Error).message ?? cause}`,
      cause,
    )
  }
}

/** What the first bytes of pictures say they are. */
const SIGNATURES: readonly (readonly [name: string, bytes: string, at?: number])[] = [
  ['PNG', '\x89PNG\r\n\x1a\n'],
  ['JPEG', '\xff\xd8\xff'],
  ['a GIF, which is not read', 'GIF8'],
  ['a BMP, which is not read', 'BM'],
  ['WebP', 'WEBP', 8],
  ['a TIFF, which is not read', 'II*\0'],
  ['a TIFF, which is not read', 'MM\0*'],
  ['an AVIF, which is not read', 'ftypavif', 4],
  ['an AVIF, which is not read', 'ftypavis', 4],
  ...['heic', 'heix', 'hevc', 'mif1', 'msf1'].map(
    (brand) => ['a HEIC, which is not read', `ftyp${brand}`, 4] as const,
  ),
  ['a JPEG XL, which is not read', '\xff\x0a'],
  ['a JPEG XL, which is not read', 'JXL ', 4],
  ['a JPEG 2000, which is not read', 'jP  ', 4],
  ['a JPEG 2000, which is not read', '\xff\x4f\xff\x51'],
  ['an icon, which is not read', '\0\0\x01\0'],
  ['a Photoshop document, which is not read', '8BPS'],
  ['a PDF, which is not read', '%PDF'],
  ['an SVG, which is not read', '<svg'],
]

/** PNG, JPEG, WebP, or the words for what is not read; undefined if it is none that is known. */
function formatOf(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 16))
  return SIGNATURES.find(([, signature, at = 0]) => head.startsWith(signature, at))?.[0]
}

/** Width and height from the header chunk, which comes first in every PNG. */
function pngSize(bytes: Uint8Array): [number, number] {
  if (bytes.length < 24) throw new Error('it states no size')
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}
