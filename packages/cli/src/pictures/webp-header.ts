/** What the chunks of a WebP say before anything is decoded. */
export interface WebpHeader {
  readonly width: number
  readonly height: number
  readonly alpha: boolean
  readonly animated: boolean
  /** The TIFF structure, if there is one. */
  readonly exif: Uint8Array | undefined
}

/** Of the extended header: flags in the first byte (RFC 9649, 2.7). */
const [ANIMATED, ALPHA] = [0x02, 0x10]
/** Before the size of a lossy frame (RFC 6386, 9.1). */
const LOSSY_START = [0x9d, 0x01, 0x2a]
const LOSSLESS_START = 0x2f

/**
 * Reads the size of a WebP and what else decides how it is read (RFC 9649).
 *
 * @throws Error saying what is wrong
 */
export function readWebpHeader(bytes: Uint8Array): WebpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let found: Omit<WebpHeader, 'exif'> | undefined
  let exif: Uint8Array | undefined
  for (let at = 12; at + 8 <= bytes.length; ) {
    const kind = String.fromCharCode(...bytes.subarray(at, at + 4))
    const length = view.getUint32(at + 4, true)
    const data = bytes.subarray(at + 8, Math.min(bytes.length, at + 8 + length))
    if (kind === 'VP8X' && data.length >= 10) {
      found ??= {
        width: 1 + threeBytes(data, 4),
        height: 1 + threeBytes(data, 7),
        alpha: (data[0]! & ALPHA) !== 0,
        animated: (data[0]! & ANIMATED) !== 0,
      }
    } else if (kind === 'VP8 ') found ??= lossy(data)
    else if (kind === 'VP8L') found ??= lossless(data)
    else if (kind === 'EXIF') exif ??= withoutMark(data)
    // Chunks are of even length.
    at += 8 + length + (length & 1)
  }
  if (!found) throw new Error('it states no size')
  return { ...found, exif }
}

function lossy(data: Uint8Array): Omit<WebpHeader, 'exif'> {
  if (data.length < 10 || LOSSY_START.some((byte, i) => data[3 + i] !== byte))
    throw new Error('it states no size')
  const side = (at: number) => (data[at]! | (data[at + 1]! << 8)) & 0x3fff
  return { width: side(6), height: side(8), alpha: false, animated: false }
}

function lossless(data: Uint8Array): Omit<WebpHeader, 'exif'> {
  if (data.length < 5 || data[0] !== LOSSLESS_START) throw new Error('it states no size')
  const bits = data[1]! | (data[2]! << 8) | (data[3]! << 16) | (data[4]! << 24)
  return {
    width: 1 + (bits & 0x3fff),
    height: 1 + ((bits >>> 14) & 0x3fff),
    alpha: ((bits >>> 28) & 1) === 1,
    animated: false,
  }
}

function threeBytes(data: Uint8Array, at: number): number {
  return data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16)
}

/** Some write the mark of a JPEG's EXIF before the structure. */
function withoutMark(data: Uint8Array): Uint8Array {
  return String.fromCharCode(...data.subarray(0, 6)) === 'Exif\0\0' ? data.subarray(6) : data
}
