import { cornersOf, type Filler } from './filler.js'

/**
 * x·(1 − w) + b·w with w = exp(−(u² + v²) / (2σ²)), where u and v are a pixel's distances from the window's centre as shares of
 * its height and width. A clipped window has the centre and the sides of what is left of it.
 */
export function softWindow([, width, channels]: readonly [number, number, number], sigma: number): Filler {
  const weightsAlong = new Map<number, Float64Array>()
  const along = (side: number) => {
    const weights = weightsAlong.get(side) ?? gaussian(side, sigma)
    weightsAlong.set(side, weights)
    return weights
  }
  return (image, baseline, windows, p, out) => {
    const [y0, x0, c0, y1, x1, c1] = cornersOf(windows, p)
    const [rows, columns] = [along(y1 - y0), along(x1 - x0)]
    let to = 0
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        const weight = rows[y - y0]! * columns[x - x0]!
        for (let c = c0; c < c1; c++) {
          const at = (y * width + x) * channels + c
          out[to++] = image[at]! * (1 - weight) + baseline[at]! * weight
        }
      }
    }
  }
}

function gaussian(side: number, sigma: number): Float64Array {
  return Float64Array.from({ length: side }, (_, i) => {
    const distance = (i - (side - 1) / 2) / (sigma * side)
    return Math.exp(-(distance * distance) / 2)
  })
}
