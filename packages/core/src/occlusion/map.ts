import type { WindowGrid } from './windows.js'

/**
 * Spreads the windows' drops over the pixels: map[p] = mean of drop(w) over the windows that contain p. A clipped
 * window counts once like any other, and nothing is divided by area (rule 3). Sums are float64.
 *
 * @param drops - float64 [P]
 * @param imageShape - [H, W, C]
 * @param map - where to write: float32 [H, W], or [H, W, C] for channel-wise windows
 */
export function spreadDrops(
  drops: Float64Array,
  grid: WindowGrid,
  imageShape: readonly [number, number, number],
  map: Float32Array,
): void {
  const [, width, channels] = imageShape
  const depth = grid.channelWise ? channels : 1
  const sums = new Float64Array(map.length)
  const counts = new Uint32Array(map.length)
  for (let w = 0; w < drops.length; w++) {
    const [y0, x0, c0, y1, x1, c1] = grid.windows.subarray(6 * w, 6 * w + 6) as unknown as [
      number, number, number, number, number, number,
    ]
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        for (let c = grid.channelWise ? c0 : 0; c < (grid.channelWise ? c1 : 1); c++) {
          const p = (y * width + x) * depth + c
          sums[p]! += drops[w]!
          counts[p]! += 1
        }
      }
    }
  }
  for (let p = 0; p < map.length; p++) map[p] = sums[p]! / counts[p]!
}
