import { CHANNEL_NAMES, type Pixels } from '@umbra/core'
import { orientationOf } from './exif-orientation.js'
import { type PngFile, passesOf, readPng, SAMPLES } from './png-file.js'
import { upright } from './upright.js'

/**
 * Decodes a PNG of any colour type and depth, interlaced or not; a palette and a transparent colour are resolved. Our own
 * decoder, because those of the registry unpack without bound, or do not know interlaced pictures of less than 8 bits.
 */
export function decodePng(bytes: Uint8Array): Pixels {
  const png = readPng(bytes)
  const samples = samplesOf(png)
  const decoded = png.colourType === 3 ? coloured(png, samples) : scaled(png, samples)
  return png.exif ? upright(decoded, orientationOf(png.exif)) : decoded
}

/** The samples of every pixel as stored, in the order of the picture. */
function samplesOf(png: PngFile): Uint8Array | Uint16Array {
  const { width, height, depth, colourType, rows } = png
  const perPixel = SAMPLES[colourType]
  const samples = new (depth === 16 ? Uint16Array : Uint8Array)(width * height * perPixel)
  const mask = 2 ** depth - 1
  let at = 0
  for (const { top, left, stepY, stepX, columns, lines, rowBytes } of passesOf(png)) {
    let above: Uint8Array = new Uint8Array(rowBytes)
    for (let line = 0; line < lines; line++, at += 1 + rowBytes) {
      const row = rows.subarray(at + 1, at + 1 + rowBytes)
      unfilter(rows[at]!, row, above, Math.max(1, (depth * perPixel) >> 3))
      above = row
      const start = (top + line * stepY) * width + left
      if (depth === 8 && stepX === 1) {
        samples.set(row, start * perPixel)
        continue
      }
      for (let i = 0; i < columns * perPixel; i++) {
        const pixel = start + Math.floor(i / perPixel) * stepX
        samples[pixel * perPixel + (i % perPixel)] = sampleAt(row, i, depth, mask)
      }
    }
  }
  return samples
}

function sampleAt(row: Uint8Array, i: number, depth: number, mask: number): number {
  if (depth === 8) return row[i]!
  if (depth === 16) return (row[2 * i]! << 8) | row[2 * i + 1]!
  const bit = i * depth
  return (row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask
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

function coloured(
  { width, height, depth, palette, transparency }: PngFile,
  indices: ArrayLike<number>,
): Pixels {
  const channels = transparency ? 4 : 3
  const data = new Float32Array(width * height * channels)
  for (let p = 0; p < width * height; p++) {
    const colour = indices[p]!
    if (3 * colour + 2 >= palette!.length)
      throw new Error(`a pixel has colour ${colour}, which the palette lacks`)
    for (let c = 0; c < 3; c++) data[p * channels + c] = palette![3 * colour + c]! / 255
    if (transparency) data[p * channels + 3] = (transparency[colour] ?? 255) / 255
  }
  return { width, height, channels, data, format: `PNG, ${depth}-bit palette` }
}

function scaled(
  { width, height, depth, colourType, transparency }: PngFile,
  samples: ArrayLike<number>,
): Pixels {
  const channels = SAMPLES[colourType]
  const format = `PNG, ${depth}-bit ${CHANNEL_NAMES[channels]}`
  const largest = 2 ** depth - 1
  if (transparency && (channels === 1 || channels === 3)) {
    return { width, height, format, ...withAlpha(samples, channels, largest, transparency) }
  }
  const data = new Float32Array(samples.length)
  for (let i = 0; i < data.length; i++) data[i] = samples[i]! / largest
  return { width, height, channels, data, format }
}

/** One colour of a grey or RGB picture may be named transparent (the tRNS chunk). */
function withAlpha(
  samples: ArrayLike<number>,
  channels: 1 | 3,
  largest: number,
  transparent: Uint8Array,
): { readonly channels: 2 | 4; readonly data: Float32Array } {
  if (transparent.length !== 2 * channels) throw new Error('its transparent colour is not whole')
  const clear = Array.from(
    { length: channels },
    (_, c) => (transparent[2 * c]! << 8) | transparent[2 * c + 1]!,
  )
  const pixels = samples.length / channels
  const data = new Float32Array(pixels * (channels + 1))
  for (let p = 0; p < pixels; p++) {
    let matches = true
    for (let c = 0; c < channels; c++) {
      const sample = samples[p * channels + c]!
      data[p * (channels + 1) + c] = sample / largest
      matches &&= sample === clear[c]
    }
    data[p * (channels + 1) + channels] = matches ? 0 : 1
  }
  return { channels: channels === 1 ? 2 : 4, data }
}
