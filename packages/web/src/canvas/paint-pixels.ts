/**
 * Paints a canvas of one pixel for each value.
 *
 * @param colour - of value i, as 0xAABBGGRR: what a little-endian machine, and WebAssembly runs on no other, keeps as R, G, B, A
 */
export function paintPixels(canvas: HTMLCanvasElement, colour: (i: number) => number): void {
  const { width, height } = canvas
  const context = canvas.getContext('2d')!
  const picture = context.createImageData(width, height)
  const pixels = new Uint32Array(picture.data.buffer)
  for (let i = 0; i < pixels.length; i++) pixels[i] = colour(i)
  context.putImageData(picture, 0, 0)
}

/** A grey, from a byte. */
export function greyPixel(value: number): number {
  return 0xff000000 | (value * 0x010101)
}

/** A colour, from `#rrggbb`. */
export function colourPixel(hex: string): number {
  const rgb = Number.parseInt(hex.slice(1), 16)
  return (0xff000000 | ((rgb & 255) << 16) | (rgb & 0xff00) | (rgb >> 16)) >>> 0
}
