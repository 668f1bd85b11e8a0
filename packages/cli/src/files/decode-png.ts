import type { DecodedPng } from 'fast-png'
import { CHANNEL_NAMES, type Pixels } from './pixels.js'

/** Decodes a PNG of any colour type and depth; a palette and a transparent colour are resolved. */
export async function decodePng(bytes: Uint8Array): Promise<Pixels> {
  const { decode, convertIndexedToRgb } = await import('fast-png')
  const png = decode(bytes, { checkCrc: true })
  const { width, height, depth } = png
  if (png.palette) {
    const channels = png.palette[0]!.length as 3 | 4
    const data = Float32Array.from(convertIndexedToRgb(png), (value) => value / 255)
    return { width, height, channels, data, format: `PNG, ${depth}-bit palette` }
  }
  const values = depth < 8 ? unpackGrey(png) : png.data
  const channels = png.channels as Pixels['channels']
  const format = `PNG, ${depth}-bit ${CHANNEL_NAMES[channels]}`
  const largest = 2 ** depth - 1
  const transparent = png.transparency
  if (transparent?.length && (channels === 1 || channels === 3)) {
    return { width, height, format, ...withAlpha(values, channels, largest, transparent) }
  }
  return { width, height, channels, format, data: Float32Array.from(values, (value) => value / largest) }
}

/** Grey levels of 1, 2 or 4 bits come packed, each row starting on a byte. @returns one level an element */
function unpackGrey({ width, height, depth, data }: DecodedPng): Uint8Array {
  const levels = new Uint8Array(width * height)
  const rowBytes = Math.ceil((width * depth) / 8)
  const mask = 2 ** depth - 1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth
      const byte = data[y * rowBytes + (bit >> 3)]!
      levels[y * width + x] = (byte >> (8 - depth - (bit & 7))) & mask
    }
  }
  return levels
}

/** One colour of a grey or RGB image may be named transparent (the tRNS chunk). */
function withAlpha(
  values: ArrayLike<number>,
  channels: 1 | 3,
  largest: number,
  transparent: ArrayLike<number>,
): { readonly channels: 2 | 4; readonly data: Float32Array } {
  const pixels = values.length / channels
  const data = new Float32Array(pixels * (channels + 1))
  for (let p = 0; p < pixels; p++) {
    let matches = true
    for (let c = 0; c < channels; c++) {
      const value = values[p * channels + c]!
      data[p * (channels + 1) + c] = value / largest
      matches &&= value === transparent[c]
    }
    data[p * (channels + 1) + channels] = matches ? 0 : 1
  }
  return { channels: channels === 1 ? 2 : 4, data }
}
