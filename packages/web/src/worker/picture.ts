import { type FittedImage, fitImage, type Pixels, pixelsOf } from '@umbra/core'
import { decodePicture } from '../drawing/decode-picture.js'
import { isColoured } from '../drawing/is-coloured.js'
import { drawView, isUntouched, type Placement, viewSize } from '../drawing/placement.js'
import type { OpenedPicture } from './protocol.js'

/** Longest side of what the page is given to look at. */
const PREVIEW = 1024
/** Longest side of what a hand-made crop is taken from. */
const LARGEST_VIEW = 2048

/** The picture in hand, decoded once. */
interface Held {
  readonly picture: Pixels
  readonly exact: boolean
  readonly bitmap: ImageBitmap
}

let held: Held | undefined
/** How many pictures were to be opened: the last is the one in hand, whichever is decoded first. */
let asked = 0

/** Takes a picture up in place of the one before. @throws StudioError IMAGE_TOO_LARGE, IMAGE_UNREADABLE */
export async function openPicture(file: File): Promise<OpenedPicture> {
  const own = ++asked
  const decoded = await decodePicture(file)
  const picture = inMemory(decoded.picture)
  const bitmap = await createImageBitmap(imageData(picture), { premultiplyAlpha: 'none' })
  if (own === asked) held = { picture, exact: decoded.exact, bitmap }
  const { width, height, format } = picture
  const scale = Math.min(1, PREVIEW / Math.max(width, height))
  const preview = await createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
    resizeQuality: 'high',
  })
  return { width, height, format, preview, coloured: isColoured(picture) }
}

/** An image the network takes, of the picture in hand. */
export interface FittedPicture extends Pick<FittedImage, 'data' | 'steps' | 'warning'> {
  /** Whether the command line makes the same of the file itself; else of a PNG of the image, whose bytes it is made of. */
  readonly exact: boolean
}

/** Fits the picture in hand to the network: as the command line does where nobody moved it, else as it was placed. */
export function fitPicture(placement: Placement, shape: readonly [number, number, number]): FittedPicture {
  if (!held) throw new Error('no picture has been opened')
  const { picture, bitmap, exact } = held
  if (isUntouched(placement)) {
    const fitted = fitImage(picture, shape, { fit: placement.fit })
    return exact ? { ...fitted, exact } : { ...fitted, data: inBytes(fitted.data), exact }
  }
  const model = { width: shape[1], height: shape[0] }
  const view = viewSize(picture, placement, model)
  const scale = Math.min(1, LARGEST_VIEW / Math.max(view.width, view.height))
  const canvas = new OffscreenCanvas(atLeastOne(view.width * scale), atLeastOne(view.height * scale))
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  drawView(context, bitmap, picture, placement, model)
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  const { format, width, height } = picture
  const fitted = fitImage(rgbOf(data, canvas.width, canvas.height, 'crop'), shape, { fit: 'stretch' })
  const steps = [`${format}, ${width}×${height}`, 'placed by hand', ...fitted.steps]
  return { ...fitted, steps, data: inBytes(fitted.data), exact: false }
}

function atLeastOne(size: number): number {
  return Math.max(1, Math.round(size))
}

/** As a PNG of 8 bits holds it. */
function inBytes(data: Float32Array): Float32Array {
  return data.map((value) => Math.round(255 * Math.min(1, Math.max(0, value))) / 255)
}

/** The picture with its rows kept as bytes, where bytes are what they are: some decoders begin anew with every look. */
function inMemory(picture: Pixels): Pixels {
  const { width, height, channels, format } = picture
  const bytes = new Uint8Array(width * height * channels)
  let at = 0
  for (const row of picture.rows()) {
    for (const value of row) {
      const byte = Math.round(255 * value)
      if (Math.fround(byte / 255) !== value) return picture
      bytes[at++] = byte
    }
  }
  return pixelsOf({
    ...{ width, height, channels, format, largest: 255 },
    *rows() {
      for (let from = 0; from < bytes.length; from += width * channels)
        yield bytes.subarray(from, from + width * channels)
    },
  })
}

function imageData({ width, height, channels, rows }: Pixels): ImageData {
  const image = new ImageData(width, height)
  let at = 0
  for (const row of rows()) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) image.data[at++] = 255 * row[x * channels + (channels < 3 ? 0 : c)]!
      image.data[at++] = channels % 2 === 0 ? 255 * row[x * channels + channels - 1]! : 255
    }
  }
  return image
}

/** Opaque pixels of a canvas. */
function rgbOf(data: Uint8ClampedArray, width: number, height: number, format: string): Pixels {
  return pixelsOf({
    ...{ width, height, channels: 3, format, largest: 255 },
    *rows() {
      const row = new Uint8Array(3 * width)
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = 4 * (y * width + x)
          row.set(data.subarray(at, at + 3), 3 * x)
        }
        yield row
      }
    },
  })
}
