/** Formats that are decoded. */
type ReadFormat = 'PNG' | 'JPEG' | 'WebP'

/** How many of a file's first bytes tell its format. */
export const TELLING = 16

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

/** `PNG`, `JPEG`, `WebP`, or the words for what is not read; undefined if it is none that is known. */
export function formatOf(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, TELLING))
  return SIGNATURES.find(([, signature, at = 0]) => head.startsWith(signature, at))?.[0]
}

/** Whether a format is one that is decoded. */
export function isRead(format: string | undefined): format is ReadFormat {
  return format === 'PNG' || format === 'JPEG' || format === 'WebP'
}
