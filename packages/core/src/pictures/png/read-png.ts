import { unzlibSync } from 'fflate'
import { orientationOf } from '../exif-orientation.js'
import { CHANNEL_NAMES, type Pixels } from '../pixels.js'
import { pixelsOf, type Raster, type Samples } from '../raster.js'
import { upright } from '../upright.js'
import { type Pass, type PngFile, passesOf, pngFileOf, SAMPLES, type Unpack } from './png-file.js'

/**
 * Decodes a PNG of any colour type and depth, interlaced or not; a palette and a transparent colour are resolved. Our own
 * decoder, because those of the registry unpack without bound, or do not know interlaced pictures of less than 8 bits.
 *
 * @param admit - called with the size before memory is taken for it, to refuse what is too large
 * @param unpack - a quicker way to unpack its data than a library's own, where the platform has one
 * @throws Error saying what is wrong
 */
export function readPng(
  bytes: Uint8Array,
  admit: (width: number, height: number) => void,
  unpack: Unpack = unpackBounded,
): Pixels {
  admit(...sizeOf(bytes))
  const png = pngFileOf(bytes, unpack)
  unfilterAll(png)
  const stored: Rows = png.interlaced
    ? rowsOf(interleaved(png), png)
    : () => storedRows(png, passesOf(png)[0]!)
  const raster = png.colourType === 3 ? coloured(png, stored) : scaled(png, stored)
  return pixelsOf(png.exif ? upright(raster, orientationOf(png.exif)) : raster)
}

/** Width and height from the header chunk, which comes first in every PNG. */
function sizeOf(bytes: Uint8Array): [number, number] {
  if (bytes.length < 24) throw new Error('it states no size')
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return [view.getUint32(16), view.getUint32(20)]
}

/** Room for one byte more tells what is too long, and no more than that is ever taken. */
function unpackBounded(packed: Uint8Array, expected: number): Uint8Array {
  const rows = unzlibSync(packed, { out: new Uint8Array(expected + 1) })
  if (rows.length > expected) throw new Error(`its pixels are more than ${expected} bytes`)
  return rows
}

/** Gives the samples of a picture's rows, as stored. */
type Rows = () => Iterable<Samples>

const arrayFor = (depth: number) => (depth === 16 ? Uint16Array : Uint8Array)

/** The rows of a pass from the top; each is to be used before the next is asked for. */
function* storedRows({ depth, colourType, rows }: PngFile, pass: Pass, from = 0): Generator<Samples> {
  const { columns, lines, rowBytes } = pass
  const samples = new (arrayFor(depth))(columns * SAMPLES[colourType])
  const mask = 2 ** depth - 1
  for (let line = 0, at = from + 1; line < lines; line++, at += 1 + rowBytes) {
    const row = rows.subarray(at, at + rowBytes)
    if (depth === 8) yield row
    else {
      for (let i = 0; i < samples.length; i++) samples[i] = sampleAt(row, i, depth, mask)
      yield samples
    }
  }
}

/** All samples of an interlaced picture, in the order of the picture. */
function interleaved(png: PngFile): Samples {
  const { width, height, depth, colourType } = png
  const perPixel = SAMPLES[colourType]
  const samples = new (arrayFor(depth))(width * height * perPixel)
  let at = 0
  for (const pass of passesOf(png)) {
    let y = pass.top
    for (const row of storedRows(png, pass, at)) {
      for (let i = 0; i < row.length; i++) {
        const x = pass.left + Math.floor(i / perPixel) * pass.stepX
        samples[(y * width + x) * perPixel + (i % perPixel)] = row[i]!
      }
      y += pass.stepY
    }
    at += pass.lines * (1 + pass.rowBytes)
  }
  return samples
}

function rowsOf(samples: Samples, { width, height, colourType }: PngFile): Rows {
  const length = width * SAMPLES[colourType]
  return function* () {
    for (let y = 0; y < height; y++) yield samples.subarray(y * length, (y + 1) * length)
  }
}

function sampleAt(row: Uint8Array, i: number, depth: number, mask: number): number {
  if (depth === 8) return row[i]!
  if (depth === 16) return (row[2 * i]! << 8) | row[2 * i + 1]!
  const bit = i * depth
  return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask
}

/** Undoes the filters of all rows, in place. */
function unfilterAll(png: PngFile): void {
  const { rows, depth, colourType } = png
  const back = Math.max(1, (depth * SAMPLES[colourType]) >> 3)
  let at = 0
  for (const { lines, rowBytes } of passesOf(png)) {
    let above: Uint8Array = new Uint8Array(rowBytes)
    for (let line = 0; line < lines; line++, at += 1 + rowBytes) {
      const row = rows.subarray(at + 1, at + 1 + rowBytes)
      unfilter(rows[at]!, row, above, back)
      above = row
    }
  }
}

/** Undoes a row's filter in place (PNG, 9.2); `back` is how many bytes lie between a byte and its left neighbour. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, back: number): void {
  if (filter > 4) throw new Error(`a row has filter ${filter}`)
  if (filter === 0) return
  for (let i = 0; i < row.length; i++) {
    const left = i < back ? 0 : row[i - back]!
    const up = above[i]!
    if (filter === 1) row[i]! += left
    else if (filter === 2) row[i]! += up
    else if (filter === 3) row[i]! += (left + up) >> 1
    else row[i]! += paeth(left, up, i < back ? 0 : above[i - back]!)
  }
}

/** The neighbour nearest to left + up − corner. */
function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp] = [Math.abs(up - corner), Math.abs(left - corner)]
  const toCorner = Math.abs(left + up - 2 * corner)
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

function coloured(png: PngFile, stored: Rows): Raster {
  const { width, height, depth, palette, transparency } = png
  const channels = transparency ? 4 : 3
  const colours = palette!.length / 3
  for (const row of stored()) {
    const stranger = row.find((colour) => colour >= colours)
    if (stranger !== undefined) throw new Error(`a pixel has colour ${stranger}, which the palette lacks`)
  }
  return {
    ...{ width, height, channels, largest: 255, format: `PNG, ${depth}-bit palette` },
    *rows() {
      const out = new Uint8Array(width * channels)
      for (const row of stored()) {
        for (let x = 0; x < width; x++) {
          for (let c = 0; c < 3; c++) out[x * channels + c] = palette![3 * row[x]! + c]!
          if (transparency) out[x * channels + 3] = transparency[row[x]!] ?? 255
        }
        yield out
      }
    },
  }
}

function scaled({ width, height, depth, colourType, transparency }: PngFile, stored: Rows): Raster {
  const channels = SAMPLES[colourType]
  const format = `PNG, ${depth}-bit ${CHANNEL_NAMES[channels]}`
  const raster = { width, height, channels, format, largest: 2 ** depth - 1, rows: stored }
  return transparency && (channels === 1 || channels === 3) ? withAlpha(raster, transparency) : raster
}

/** One colour of a grey or RGB picture may be named transparent (the tRNS chunk). */
function withAlpha(raster: Raster, transparent: Uint8Array): Raster {
  const { width, largest } = raster
  const colours = raster.channels as 1 | 3
  if (transparent.length !== 2 * colours) throw new Error('its transparent colour is not whole')
  const clear = Array.from(
    { length: colours },
    (_, c) => (transparent[2 * c]! << 8) | transparent[2 * c + 1]!,
  )
  const channels = colours === 1 ? 2 : 4
  return {
    ...raster,
    channels,
    *rows() {
      const out = new (largest > 255 ? Uint16Array : Uint8Array)(width * channels)
      for (const row of raster.rows()) {
        for (let x = 0; x < width; x++) {
          for (let c = 0; c < colours; c++) out[x * channels + c] = row[x * colours + c]!
          out[x * channels + colours] = clear.every((sample, c) => row[x * colours + c] === sample)
            ? 0
            : largest
        }
        yield out
      }
    },
  }
}
