/** Pixels along each side of the pad: four to a pixel of the network's image. */
export const PAD_SIZE = 112

/** A point of the pad, 0 … 1 along each axis. */
export interface PadPoint {
  readonly x: number
  readonly y: number
}

/** A grey raster to draw on with a round pen. */
export class Pad {
  /** [112 × 112], 0 the ground, 255 full ink. */
  readonly pixels: Uint8Array

  constructor(pixels: Uint8Array = new Uint8Array(PAD_SIZE * PAD_SIZE)) {
    this.pixels = pixels
  }

  /** An image of the network's size, blown up to draw on. @param image - bytes [size × size] */
  static of(image: Uint8Array, size: number): Pad {
    const pixels = new Uint8Array(PAD_SIZE * PAD_SIZE)
    for (let y = 0; y < PAD_SIZE; y++) {
      for (let x = 0; x < PAD_SIZE; x++) {
        const [row, column] = [Math.floor((y * size) / PAD_SIZE), Math.floor((x * size) / PAD_SIZE)]
        pixels[y * PAD_SIZE + x] = image[row * size + column]!
      }
    }
    return new Pad(pixels)
  }

  copy(): Pad {
    return new Pad(this.pixels.slice())
  }

  get empty(): boolean {
    return this.pixels.every((value) => value === 0)
  }

  /**
   * Draws a line with a soft-edged round pen, or rubs one out.
   *
   * @param radius - of the pen, as a share of the pad's side
   */
  line(from: PadPoint, to: PadPoint, radius: number, erase: boolean): void {
    const [ax, ay, bx, by] = [from.x, from.y, to.x, to.y].map((value) => value * PAD_SIZE) as [
      number,
      number,
      number,
      number,
    ]
    const reach = radius * PAD_SIZE
    const span = (a: number, b: number) => [
      Math.max(0, Math.floor(Math.min(a, b) - reach - 1)),
      Math.min(PAD_SIZE - 1, Math.ceil(Math.max(a, b) + reach + 1)),
    ]
    const [left, right] = span(ax, bx) as [number, number]
    const [top, bottom] = span(ay, by) as [number, number]
    const length2 = (bx - ax) ** 2 + (by - ay) ** 2
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const [px, py] = [x + 0.5 - ax, y + 0.5 - ay]
        const along =
          length2 === 0 ? 0 : Math.max(0, Math.min(1, (px * (bx - ax) + py * (by - ay)) / length2))
        const distance = Math.hypot(px - along * (bx - ax), py - along * (by - ay))
        this.#cover(y * PAD_SIZE + x, Math.max(0, Math.min(1, (reach - distance) / 2 + 0.5)), erase)
      }
    }
  }

  #cover(at: number, share: number, erase: boolean): void {
    const value = Math.round(255 * share)
    const held = this.pixels[at]!
    this.pixels[at] = erase ? Math.min(held, 255 - value) : Math.max(held, value)
  }
}
