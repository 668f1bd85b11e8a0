import type { Samples } from '../raster.js'
import { type ColourSpace, colourSpaceOf, rowPainter } from './colours.js'
import { type Frame, isFrame, readFrame } from './frame.js'
import { inverseDct } from './inverse-dct.js'
import { Planes } from './planes.js'
import { readScan } from './scan.js'
import { laterHeight, type Segment, segmentAt } from './segments.js'
import { readHuffman, readQuantization, type Tables } from './tables.js'
import { rowReader } from './upsample.js'

/** A decoded JPEG. */
export interface DecodedJpeg {
  readonly width: number
  readonly height: number
  /** 1 grey, 3 RGB. */
  readonly channels: 1 | 3
  /** Bits a sample. */
  readonly depth: 8 | 12
  readonly space: ColourSpace
  /** The TIFF structure of EXIF. */
  readonly exif?: Uint8Array | undefined
  /** Bytes among its data that stand for no picture, as some cameras leave; a damaged file may have them too. */
  readonly left: number
  /** Its rows from the top, [width, channels], each to be used before the next is asked for. */
  rows(): Generator<Samples>
}

/** More scans are made to keep a reader busy; common files have about ten. */
const MOST_SCANS = 500

/**
 * Decodes a baseline, extended or progressive Huffman-coded JPEG (ITU-T T.81) to the pixels that libjpeg-turbo makes of it, to
 * the last bit. Nothing is filled in: where libjpeg warns of missing data and paints grey, this refuses. Reads the first
 * picture of several, and no further than it is complete.
 *
 * @param admit - called with the size before memory is taken for it, to refuse what is too large
 * @throws Error saying what is wrong
 */
export function decodeJpeg(bytes: Uint8Array, admit: (width: number, height: number) => void): DecodedJpeg {
  const reader = new JpegReader(bytes, admit)
  const { frame, planes, space, exif, left } = reader.read()
  const { width, height, depth } = frame
  const channels = space === 'grey' ? 1 : 3
  return { width, height, channels, depth, space, exif, left, rows: () => rowsOf(frame, planes, space) }
}

function* rowsOf(frame: Frame, planes: Planes, space: ColourSpace): Generator<Samples> {
  const { width, height, depth, components, unitsWide, across } = frame
  const make = depth === 8 ? Uint8Array : Uint16Array
  const readers = components.map((component, c) =>
    rowReader(component, frame, planes.samples(c), 8 * component.storedWide),
  )
  const rows = components.map(() => new make(8 * unitsWide * across))
  const out = new make(width * (space === 'grey' ? 1 : 3))
  const paint = rowPainter(space, depth)
  for (let y = 0; y < height; y++) {
    readers.forEach((read, c) => {
      read(y, rows[c]!)
    })
    paint(rows, width, out)
    yield out
  }
}

/** Goes through a JPEG's segments. */
class JpegReader {
  readonly #bytes: Uint8Array
  readonly #admit: (width: number, height: number) => void
  readonly #tables: Tables = { quantization: [], dc: [], ac: [], restartInterval: 0 }
  #frame: Frame | undefined
  #planes: Planes | undefined
  #jfif = false
  #adobe: number | undefined
  #exif: Uint8Array | undefined
  #left = 0
  #scans = 0

  constructor(bytes: Uint8Array, admit: (width: number, height: number) => void) {
    this.#bytes = bytes
    this.#admit = admit
  }

  read() {
    let at = 2
    while (!this.#planes?.complete) {
      const segment = segmentAt(this.#bytes, at)
      if (!segment || segment.marker === 0xd9) throw new Error(this.#missing(segment !== undefined))
      at = this.#take(segment)
    }
    const frame = this.#frame!
    const space = colourSpaceOf(frame, { jfif: this.#jfif, adobe: this.#adobe })
    return { frame, planes: this.#planes, space, exif: this.#exif, left: this.#left }
  }

  /** @returns where the next segment is */
  #take(segment: Segment): number {
    const { marker, data, end } = segment
    if (isFrame(marker)) this.#begin(segment)
    else if (marker === 0xc4) readHuffman(data, this.#tables)
    else if (marker === 0xdb) readQuantization(data, this.#tables)
    else if (marker === 0xdd) this.#setRestarts(data)
    else if (marker === 0xda) return this.#scan(segment)
    else if (marker >= 0xe0 && marker <= 0xef) this.#note(segment)
    return end
  }

  #begin({ marker, data, end }: Segment): void {
    if (this.#frame) throw new Error('it has two frames')
    this.#frame = readFrame(marker, data, () => laterHeight(this.#bytes, end))
    this.#admit(this.#frame.width, this.#frame.height)
  }

  #setRestarts(data: Uint8Array): void {
    if (data.length !== 2) throw new Error('its restart interval is damaged')
    this.#tables.restartInterval = (data[0]! << 8) | data[1]!
  }

  /** Application segments: JFIF, EXIF, Adobe. Only what precedes the picture's data counts. */
  #note({ marker, data }: Segment): void {
    const name = String.fromCharCode(...data.subarray(0, 6))
    if (marker === 0xe0 && data.length >= 14 && name.startsWith('JFIF\0')) this.#jfif = true
    if (marker === 0xe1 && name === 'Exif\0\0') this.#exif ??= data.subarray(6)
    if (marker === 0xee && data.length >= 12 && name.startsWith('Adobe')) this.#adobe = data[11]
  }

  #scan({ data, end }: Segment): number {
    if (!this.#frame) throw new Error('its data come before its frame header')
    if (++this.#scans > MOST_SCANS) throw new Error(`it has more than ${MOST_SCANS} scans`)
    const scan = readScan(data, this.#frame)
    this.#planes ??= new Planes(this.#frame, inverseDct(this.#frame.depth))
    const { at, left } = this.#planes.read(this.#bytes, end, scan, this.#tables)
    this.#left += left
    return at
  }

  #missing(ended: boolean): string {
    if (!this.#frame) return 'it states no size'
    const what =
      this.#frame.progressive && this.#planes
        ? 'the last scans of a progressive picture are missing'
        : 'components are missing'
    return this.#planes
      ? `it ends too early: ${what}`
      : ended
        ? 'it has no picture data'
        : 'it ends too early'
  }
}
