import { concatenated } from '../../arrays/concatenated.js'
import { crc32 } from '../../arrays/crc32.js'

/** A PNG taken apart and checked, its pixels still filtered. */
export interface PngFile {
  readonly width: number
  readonly height: number
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  readonly colourType: 0 | 2 | 3 | 4 | 6
  readonly interlaced: boolean
  /** Bytes of red, green and blue, colour by colour. */
  readonly palette?: Uint8Array
  /** Of a palette, an alpha for each colour; of grey and RGB, the one clear colour, two bytes a sample. */
  readonly transparency?: Uint8Array
  /** The TIFF structure of EXIF. */
  readonly exif?: Uint8Array
  /** Filtered rows, a filter byte before each; of an interlaced picture, pass by pass. */
  readonly rows: Uint8Array
}

/** A pass over the picture: every pixel, or every so many, as interlacing has it. */
export interface Pass {
  readonly top: number
  readonly left: number
  readonly stepY: number
  readonly stepX: number
  readonly columns: number
  readonly lines: number
  /** Of a row of filtered samples, without its filter byte. */
  readonly rowBytes: number
}

/** Samples a pixel, by colour type; 1 and 5 do not exist. */
export const SAMPLES: Readonly<Record<PngFile['colourType'], 1 | 2 | 3 | 4>> = {
  0: 1,
  2: 3,
  3: 1,
  4: 2,
  6: 4,
}

/** Depths each colour type may have (PNG, table 11.1). */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}

/** First row and column, and the steps, of the passes of Adam7 (PNG, 8.2). */
const ADAM7 = [
  [0, 0, 8, 8],
  [0, 4, 8, 8],
  [4, 0, 8, 4],
  [0, 2, 4, 4],
  [2, 0, 4, 2],
  [0, 1, 2, 2],
  [1, 0, 2, 1],
] as const

/**
 * Unpacks data of the zlib format (RFC 1950).
 *
 * @param expected - how many bytes shall come of it: of more, none is made beyond the next
 * @returns in memory of their own
 * @throws Error saying what is wrong, as where there are more
 */
export type Unpack = (packed: Uint8Array, expected: number) => Uint8Array

/**
 * Takes a PNG (ISO/IEC 15948) apart. Checksums must match, and the pixels must unpack to exactly the bytes that the header
 * promises, of which no more are made; chunks that pixels do not need are passed over.
 *
 * @throws Error saying what is wrong
 */
export function pngFileOf(bytes: Uint8Array, unpack: Unpack): PngFile {
  const chunks = chunksOf(bytes)
  const header = headerOf(chunks[0])
  const expected = passesOf(header).reduce((sum, { lines, rowBytes }) => sum + lines * (1 + rowBytes), 0)
  const parts = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)
  const packed = parts.length === 1 ? parts[0]! : concatenated(Uint8Array, parts)
  if (packed.length * LARGEST_RATIO < expected) {
    throw new Error(`${packed.length} bytes of data cannot hold its ${expected} bytes of pixels`)
  }
  const rows = unpack(packed, expected)
  if (rows.length !== expected) throw new Error(`its pixels are ${rows.length} bytes, expected ${expected}`)
  const find = (type: string) => chunks.find((chunk) => chunk.type === type)?.data
  const [palette, transparency, exif] = [find('PLTE'), find('tRNS'), find('eXIf')]
  if (header.colourType === 3 && !palette?.length) throw new Error('it has no palette')
  return {
    ...header,
    ...(palette && { palette }),
    ...(transparency && { transparency }),
    ...(exif && { exif }),
    rows,
  }
}

/** Deflate gives at most 258 bytes for every 2 bits. */
const LARGEST_RATIO = 1032

/** The passes a picture is stored in, those without pixels left out. */
export function passesOf({
  width,
  height,
  depth,
  colourType,
  interlaced,
}: Pick<PngFile, 'width' | 'height' | 'depth' | 'colourType' | 'interlaced'>): Pass[] {
  const passes = interlaced ? ADAM7 : ([[0, 0, 1, 1]] as const)
  return passes.flatMap(([top, left, stepY, stepX]) => {
    const columns = Math.ceil((width - left) / stepX)
    const lines = Math.ceil((height - top) / stepY)
    if (columns <= 0 || lines <= 0) return []
    const rowBytes = Math.ceil((columns * depth * SAMPLES[colourType]) / 8)
    return [{ top, left, stepY, stepX, columns, lines, rowBytes }]
  })
}

interface Chunk {
  readonly type: string
  readonly data: Uint8Array
}

function chunksOf(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  let at = 8
  while (chunks.at(-1)?.type !== 'IEND') {
    const length = at + 12 <= bytes.length ? view.getUint32(at) : Number.POSITIVE_INFINITY
    const end = at + 12 + length
    if (end > bytes.length) throw new Error('it ends too early')
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      throw new Error(`its part ${JSON.stringify(type)} does not match its checksum`)
    }
    chunks.push({ type, data: bytes.subarray(at + 8, end - 4) })
    at = end
  }
  return chunks
}

type Header = Pick<PngFile, 'width' | 'height' | 'depth' | 'colourType' | 'interlaced'>

function headerOf(chunk: Chunk | undefined): Header {
  if (chunk?.type !== 'IHDR' || chunk.data.length !== 13) throw new Error('it does not begin with a header')
  const view = new DataView(chunk.data.buffer, chunk.data.byteOffset, 13)
  const [depth, colourType, compression, filter, interlace] = [8, 9, 10, 11, 12].map((at) =>
    view.getUint8(at),
  )
  if (!DEPTHS[colourType!]?.includes(depth!)) {
    throw new Error(`it has colour type ${colourType} with ${depth} bits`)
  }
  if (compression !== 0 || filter !== 0 || interlace! > 1) throw new Error('it is packed in an unknown way')
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth: depth!,
    colourType: colourType as PngFile['colourType'],
    interlaced: interlace === 1,
  }
}
