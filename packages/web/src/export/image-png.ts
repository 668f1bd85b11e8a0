import { pngFile } from './png-file.js'

/** An image as a network sees it, as a PNG of its own size. @param image - float32 [H, W, C] in 0 … 1 */
export function imagePng(
  image: Float32Array,
  shape: readonly [number, number, number],
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = Uint8Array.from(image, (value) => Math.round(255 * Math.max(0, Math.min(1, value))))
  return pngFile(bytes, shape)
}
