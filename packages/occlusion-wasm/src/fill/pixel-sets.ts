import { cornersOf, type Filler } from './filler.js'

/** Sets of covered pixels of any shape, all channels of each, one set a window: the smallest around it. */
export interface PixelSets {
  readonly kind: 'sets'
  /** uint8 [P, H, W]: 1 where a set covers a pixel, else 0. */
  readonly covered: Uint8Array
  /** float32 [P, H, W, C]: what the covered pixels of each set become; the baseline's values unless given. */
  readonly values?: Float32Array | undefined
}

/** Covered pixels become what is given for the set or the baseline; those between them stay the image's. */
export function pixelSets(
  { covered, values }: PixelSets,
  [height, width, channels]: readonly [number, number, number],
): Filler {
  return (image, baseline, windows, p, out, set = p) => {
    const [y0, x0, , y1, x1] = cornersOf(windows, p)
    const first = set * height * width
    const given = values?.subarray(first * channels, (first + height * width) * channels) ?? baseline
    let to = 0
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        const pixel = y * width + x
        const from = covered[first + pixel] === 0 ? image : given
        for (let c = 0; c < channels; c++) out[to++] = from[pixel * channels + c]!
      }
    }
  }
}

/**
 * The smallest window around each set, over all channels; one of no pixels at the corner around an empty set.
 *
 * @param covered - uint8 [P, H, W]
 * @returns int32 [P, 6]: y0, x0, c0, y1, x1, c1, ends exclusive
 */
export function windowsOfSets(
  covered: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
): Int32Array {
  const size = height * width
  const windows = new Int32Array((covered.length / size) * 6)
  for (let p = 0; p < windows.length / 6; p++) {
    let [y0, y1, x0, x1] = [-1, 0, width, 0]
    for (let y = 0, row = p * size; y < height; y++, row += width) {
      let x = 0
      while (x < width && covered[row + x] === 0) x++
      if (x === width) continue
      if (y0 < 0) y0 = y
      y1 = y + 1
      if (x < x0) x0 = x
      let end = width
      while (end > x1 && covered[row + end - 1] === 0) end--
      if (end > x1) x1 = end
    }
    windows[p * 6 + 5] = channels
    if (y0 >= 0) windows.set([y0, x0, 0, y1, x1], p * 6)
  }
  return windows
}
