/** Formats that are decoded. */
type ReadFormat = 'PNG' | 'JPEG' | 'WebP'

/** How many of a file's first bytes tell its format. */
const TELLING = 16

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

/** `PNG`, `JPEG`, `WebP`, or the words for what is not read; undefined if the first bytes are of none that is known. */
export function pictureFormat(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, TELLING))
  return SIGNATURES.find(([, signature, at = 0]) => head.startsWith(signature, at))?.[0]
}

/** Whether a format, in the words of `pictureFormat`, is one that is decoded. */
export function isReadFormat(format: string | undefined): format is ReadFormat {
  return format === 'PNG' || format === 'JPEG' || format === 'WebP'
}

/** Names of PNG, JPEG and WebP files. */
const PICTURE = /\.(a?png|webp|jpe?g|jpe|jfif|jif|pjpe?g|pjp)$/i
/** Names of pictures of other kinds. */
const OTHER_PICTURE =
  /\.(gif|bmp|dib|tiff?|heic|heif|hif|avif|jp2|j2k|jpx|jxl|svg|ico|p[bgpn]m|psd|exr|hdr|tga|dcm|cr2|cr3|nef|arw|dng|raw)$/i

/** Whether a file is called as PNG, JPEG and WebP files are. */
export function isCalledPicture(name: string): boolean {
  return PICTURE.test(name)
}

/** Why a file that is no picture to be read is left out: it is called as a picture of another kind, or as none. */
export function reasonNotRead(name: string): 'unreadFormat' | 'otherFile' {
  return OTHER_PICTURE.test(name) ? 'unreadFormat' : 'otherFile'
}

/** Whether a name, without the folders before it, has an ending. */
export function hasEnding(name: string): boolean {
  return name.lastIndexOf('.') > 0
}

/**
 * Whether a file is a PNG, JPEG or WebP: by its name, or its first bytes where the name does not tell.
 *
 * @param name - without the folders before it
 * @param firstBytes - gives so many of its first bytes, or fewer; what it throws is taken for a file that is none
 */
export async function isReadPicture(
  name: string,
  firstBytes: (count: number) => Promise<Uint8Array>,
): Promise<boolean> {
  if (isCalledPicture(name)) return true
  if (hasEnding(name) && reasonNotRead(name) === 'otherFile') return false
  const start = await firstBytes(TELLING).catch(() => new Uint8Array())
  return isReadFormat(pictureFormat(start))
}
