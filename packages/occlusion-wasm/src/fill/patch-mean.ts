import { cornersOf, type Filler } from './filler.js'

/** Each channel's mean under the window, wherever the window lies. */
export function patchMean([, width, channels]: readonly [number, number, number]): Filler {
  return (image, _baseline, windows, p, out) => {
    const [y0, x0, c0, y1, x1, c1] = cornersOf(windows, p)
    const count = (y1 - y0) * (x1 - x0)
    const depth = c1 - c0
    for (let c = c0; c < c1; c++) {
      let sum = 0
      for (let y = y0; y < y1; y++) {
        for (let x = x0; x < x1; x++) sum += image[(y * width + x) * channels + c]!
      }
      const mean = sum / count
      for (let i = 0; i < count; i++) out[i * depth + c - c0] = mean
    }
  }
}
