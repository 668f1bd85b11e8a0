/** Paints a canvas of one pixel for each value, again and again, in the same memory. */
export class PixelPainter {
  readonly #context: CanvasRenderingContext2D
  readonly #picture: ImageData
  readonly #pixels: Uint32Array

  /** @param canvas - of the size it keeps */
  constructor(canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext('2d')!
    this.#picture = this.#context.createImageData(canvas.width, canvas.height)
    this.#pixels = new Uint32Array(this.#picture.data.buffer)
  }

  /**
   * @param colour - of value i, as 0xAABBGGRR: what a little-endian machine, and WebAssembly runs on no other, keeps as R, G, B, A
   */
  paint(colour: (i: number) => number): void {
    for (let i = 0; i < this.#pixels.length; i++) this.#pixels[i] = colour(i)
    this.#context.putImageData(this.#picture, 0, 0)
  }
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
