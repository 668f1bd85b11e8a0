import { BandedCholesky } from './banded-cholesky.js'
import { cornersOf, type Filler } from './filler.js'

/** What a neighbour counts: those to the sides twice as much as those at the corners. */
const SIDE = 1 / 6
const CORNER = 1 / 12

const NEIGHBOURS = [-1, 0, 1].flatMap((dy) =>
  [-1, 0, 1]
    .filter((dx) => dy !== 0 || dx !== 0)
    .map((dx) => ({ dy, dx, weight: dy === 0 || dx === 0 ? SIDE : CORNER })),
)

/** Most values in a factor: 32 MiB. */
export const MOST_SYSTEM = 2 ** 22
/** Most values in all the factors kept. */
const MOST_KEPT = 2 * MOST_SYSTEM

/** Values in the factor of a window's system. */
export function largestSystem(height: number, width: number): number {
  return height * width * (Math.min(height, width) + 2)
}

/**
 * Linear in-painting: every covered value is the weighted mean of its eight neighbours within the image, sides 1/6 and corners
 * 1/12, so that the window's rim is continued inwards; the weights of neighbours outside the image are left out of the mean.
 * The linear imputer of Rong, Leemann, Borisov, Kasneci and Kasneci, 2022, *A consistent and efficient evaluation strategy for
 * attribution methods* (ROAD), ICML 39, without its noise.
 *
 * The system hangs on the window's size and on which borders it touches, not on the image: it is factored once for each.
 */
export function inpainter(shape: readonly [number, number, number]): Filler {
  const [height, width, channels] = shape
  const systems = new Map<string, WindowSystem>()
  let kept = 0
  const systemOf = (y0: number, x0: number, y1: number, x1: number): WindowSystem => {
    const key = [y1 - y0, x1 - x0, y0 > 0, x0 > 0, y1 < height, x1 < width].join()
    let system = systems.get(key)
    if (!system) {
      const size = largestSystem(y1 - y0, x1 - x0)
      if (kept + size > MOST_KEPT) {
        systems.clear()
        kept = 0
      }
      system = windowSystem([y0, x0, y1, x1], shape)
      systems.set(key, system)
      kept += size
    }
    return system
  }
  return (image, _baseline, windows, p, out) => {
    const [y0, x0, c0, y1, x1, c1] = cornersOf(windows, p)
    const { factor, rim, places } = systemOf(y0, x0, y1, x1)
    const values = new Float64Array(places.length)
    const origin = (y0 * width + x0) * channels
    for (let c = c0; c < c1; c++) {
      values.fill(0)
      for (const { unknown, offset, weight } of rim) {
        values[unknown]! += weight * image[origin + offset * channels + c]!
      }
      factor.solve(values)
      for (let i = 0; i < places.length; i++) out[i * (c1 - c0) + c - c0] = values[places[i]!]!
    }
  }
}

/** The equations of windows of one size that touch the same borders. */
interface WindowSystem {
  readonly factor: BandedCholesky
  /** Known neighbours of unknown values: where they lie, in pixels from the window's first one, and what they count. */
  readonly rim: readonly { readonly unknown: number; readonly offset: number; readonly weight: number }[]
  /** [h·w]: which unknown each value of the window is, row by row. */
  readonly places: Int32Array
}

/** Unknowns are numbered along the shorter side, so that neighbours' numbers are as close as they can be. */
function windowSystem(
  [y0, x0, y1, x1]: readonly [number, number, number, number],
  [height, width]: readonly [number, number, number],
): WindowSystem {
  const [h, w] = [y1 - y0, x1 - x0]
  const numberOf = (y: number, x: number) => (h < w ? x * h + y : y * w + x)
  const factor = new BandedCholesky(h * w, Math.min(h, w) + 1)
  const rim: WindowSystem['rim'][number][] = []
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const unknown = numberOf(y, x)
      for (const { dy, dx, weight } of NEIGHBOURS) {
        const [ny, nx] = [y + dy, x + dx]
        if (y0 + ny < 0 || y0 + ny >= height || x0 + nx < 0 || x0 + nx >= width) continue
        factor.add(unknown, unknown, weight)
        if (ny < 0 || ny >= h || nx < 0 || nx >= w) rim.push({ unknown, offset: ny * width + nx, weight })
        else if (numberOf(ny, nx) < unknown) factor.add(unknown, numberOf(ny, nx), -weight)
      }
    }
  }
  factor.factor()
  const places = Int32Array.from({ length: h * w }, (_, i) => numberOf(Math.floor(i / w), i % w))
  return { factor, rim, places }
}
