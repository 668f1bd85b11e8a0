import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import decode, { init } from '@jsquash/webp/decode.js'
import {
  CHANNEL_NAMES,
  orientationOf,
  type Pixels,
  pixelsOf,
  type Raster,
  upright,
} from '@umbra/core/explain'
import { readWebpHeader } from './webp-header.js'

let decoder: Promise<unknown> | undefined

/**
 * Decodes a still WebP, lossy or lossless, by libwebp compiled to WebAssembly, and turns it upright, as its EXIF says.
 *
 * @param admit - called with the size before memory is taken for it, to refuse what is too large
 * @throws Error saying what is wrong
 */
export async function decodeWebp(
  bytes: Uint8Array,
  admit: (width: number, height: number) => void,
): Promise<Pixels> {
  const { width, height, alpha, animated, exif } = readWebpHeader(bytes)
  if (animated) throw new Error('it is an animation: save the frame that is meant')
  admit(width, height)
  decoder ??= start()
  await decoder
  const whole = bytes.buffer.byteLength === bytes.length ? bytes.buffer : bytes.slice().buffer
  const { data, ...size } = await decode(whole as ArrayBuffer)
  if (size.width !== width || size.height !== height) {
    throw new Error(`its header says ${width}×${height}, its data are ${size.width}×${size.height}`)
  }
  const channels = alpha ? 4 : 3
  const raster: Raster = {
    ...{ width, height, channels, largest: 255, format: `WebP, 8-bit ${CHANNEL_NAMES[channels]}` },
    *rows() {
      const row = new Uint8Array(width * channels)
      for (let y = 0; y < height; y++) {
        for (let i = 0; i < row.length; i++) {
          const x = Math.floor(i / channels)
          row[i] = data[4 * (y * width + x) + (i % channels)]!
        }
        yield row
      }
    },
  }
  return pixelsOf(exif ? upright(raster, orientationOf(exif)) : raster)
}

/** Its own loader would ask the network for what lies beside it. */
async function start(): Promise<void> {
  const path = createRequire(import.meta.url).resolve('@jsquash/webp/codec/dec/webp_dec.wasm')
  await init(await WebAssembly.compile(await readFile(path)))
}
