import { greyPixel } from './pixel-painter.js'

/** The colours of an image's pixels. @param image - float32 [H, W, C] in 0 … 1; C is 1, 3, or 4 with alpha */
export function imagePixels(image: Float32Array, channels: number): (i: number) => number {
  const byte = (at: number) => Math.round(255 * Math.max(0, Math.min(1, image[at]!)))
  if (channels < 3) return (i) => greyPixel(byte(i * channels))
  return (i) => {
    const at = i * channels
    const alpha = channels === 4 ? byte(at + 3) : 255
    return ((alpha << 24) | (byte(at + 2) << 16) | (byte(at + 1) << 8) | byte(at)) >>> 0
  }
}
