import { dropSpreader } from '../attribution/occlusion/map.js'
import type { WindowGrid } from '../attribution/occlusion/windows.js'
import type { Region } from '../regions/index.js'

/**
 * Sums of a map over regions, straight from the windows' drops. Spreading drops over pixels and summing pixels are both
 * linear, so their product is one table: sum over region r = Σ_w table[r, w] · drop(w). Over many scores of one pass this
 * saves making the maps.
 *
 * @param inputShape - [H, W, C]
 * @returns a function of the drops, float64 [P], giving float64 [regions]
 */
export function regionSums(
  grid: WindowGrid,
  inputShape: readonly [number, number, number],
  regions: readonly Region[],
): (drops: Float64Array) => Float64Array {
  const windows = grid.windows.length / 6
  const spread = dropSpreader(grid, inputShape)
  const map = new Float32Array(inputShape[0] * inputShape[1])
  const unit = new Float64Array(windows)
  const table = new Float64Array(regions.length * windows)
  for (let w = 0; w < windows; w++) {
    unit[w] = 1
    spread(unit, map)
    unit[w] = 0
    regions.forEach(({ pixels }, r) => {
      for (const p of pixels) table[r * windows + w]! += map[p]!
    })
  }
  return (drops) =>
    Float64Array.from(regions, (_, r) => {
      let sum = 0
      for (let w = 0; w < windows; w++) sum += table[r * windows + w]! * drops[w]!
      return sum
    })
}
