import { type Pixels, pixelsOf } from '@umbra/core'

/** A picture is decoded at its own size up to this side; a larger one is shrunk by the browser first. */
const LARGEST_SIDE = 2048

/** Pixels of what a browser has decoded, RGB, with alpha where any pixel is clear. @param format - what it was read from */
export function picturePixels(
  source: CanvasImageSource,
  size: { readonly width: number; readonly height: number },
  format: string,
): Pixels {
  const scale = Math.min(1, LARGEST_SIDE / Math.max(size.width, size.height))
  const width = Math.max(1, Math.round(size.width * scale))
  const height = Math.max(1, Math.round(size.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.drawImage(source, 0, 0, width, height)
  const { data } = context.getImageData(0, 0, width, height)
  const opaque = data.every((value, i) => i % 4 !== 3 || value === 255)
  return pixelsOf({
    ...{ width, height, channels: opaque ? 3 : 4, format, largest: 255 },
    *rows() {
      const length = 4 * width
      for (let at = 0; at < data.length; at += length) {
        const row = data.subarray(at, at + length)
        yield Uint8Array.from(opaque ? row.filter((_, i) => i % 4 !== 3) : row)
      }
    },
  })
}
