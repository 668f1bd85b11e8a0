import { FeatureMap, int, Patch, patchOf, row, setInt } from './structures'

/**
 * Where an operation makes much of small differences: norms of values that hardly differ, quotients and powers of values near zero.
 * Each kernel here looks at the new values of the map that the operation reads, and marks the windows under which it is steeper
 * than the host admits.
 */

// @ts-ignore: decorator
@inline
function newValue(map: FeatureMap, id: i32, c: i32): f64 {
  const at = (<usize>c) << 2
  return <f64>(load<f32>(row(map.base, int(map.cells, id), map.channels) + at) + load<f32>(row(map.deltas, id, map.channels) + at))
}

/** Number of changes under a patch's cells, those that do not change among them. */
// @ts-ignore: decorator
@inline
function cellsOf(patch: Patch): i32 {
  return max(0, patch.y1 - patch.y0) * max(0, patch.x1 - patch.x0)
}

/**
 * Norms of the channels of a cell, which divide by √(Σ(x − mean)² / by + ε), or by √max(Σx², ε) where `by` is 0.
 *
 * @param centred - whether the mean is taken off
 * @param limit - the largest 1 / √… that is not marked
 * @param doubts - int32 [windows]; others are left as they are
 */
export function doubtRows(
  map: FeatureMap, windows: i32, doubts: usize, channels: i32, centred: bool, by: f64, epsilon: f64, limit: f64,
): void {
  for (let w = 0; w < windows; w++) {
    const patch = patchOf(map, w)
    const cells = cellsOf(patch)
    for (let i = 0; i < cells; i++) {
      const id = int(patch.ids, i)
      if (id < 0) continue
      let sum: f64 = 0
      if (centred) for (let c = 0; c < channels; c++) sum += newValue(map, id, c)
      const mean = sum / <f64>channels
      let squares: f64 = 0
      for (let c = 0; c < channels; c++) {
        const deviation = newValue(map, id, c) - mean
        squares += deviation * deviation
      }
      const square = by == 0 ? max(squares, epsilon) : squares / by + epsilon
      if (!(limit * limit * square >= 1)) {
        setInt(doubts, w, 1)
        break
      }
    }
  }
}

/**
 * Norms over groups of channels and all cells of a map.
 *
 * @param sums - float64 [4, groups], scratch
 */
export function doubtGroups(
  map: FeatureMap, windows: i32, doubts: usize, channels: i32, groups: i32, epsilon: f64, limit: f64, sums: usize,
): void {
  const cells = map.height * map.width
  const each = channels / groups
  const count = <f64>cells * <f64>each
  const bytes = (<usize>groups) << 3
  const means = sums, squares = means + bytes, moved = squares + bytes, widened = moved + bytes
  memory.fill(sums, 0, 2 * bytes)
  for (let pass = 0; pass < 2; pass++) {
    for (let cell = 0; cell < cells; cell++) {
      const base = row(map.base, cell, map.channels)
      for (let c = 0; c < channels; c++) {
        const g = (<usize>(c / each)) << 3
        const x = <f64>load<f32>(base + ((<usize>c) << 2))
        if (pass == 0) store<f64>(means + g, load<f64>(means + g) + x / count)
        else {
          // A power would bring tables with it.
          const difference = x - load<f64>(means + g)
          store<f64>(squares + g, load<f64>(squares + g) + difference * difference)
        }
      }
    }
  }
  for (let w = 0; w < windows; w++) {
    const patch = patchOf(map, w)
    memory.fill(moved, 0, 2 * bytes)
    for (let i = 0, n = cellsOf(patch); i < n; i++) {
      const id = int(patch.ids, i)
      if (id < 0) continue
      const base = row(map.base, int(map.cells, id), map.channels)
      for (let c = 0; c < channels; c++) {
        const g = (<usize>(c / each)) << 3
        const before = <f64>load<f32>(base + ((<usize>c) << 2)) - load<f64>(means + g)
        const change = newValue(map, id, c) - load<f64>(means + g) - before
        store<f64>(moved + g, load<f64>(moved + g) + change)
        store<f64>(widened + g, load<f64>(widened + g) + change * (2 * before + change))
      }
    }
    if (cellsOf(patch) == 0) continue
    for (let g: usize = 0; g < bytes; g += 8) {
      const shift = load<f64>(moved + g) / count
      const variance = max(0, (load<f64>(squares + g) + load<f64>(widened + g)) / count - shift * shift)
      if (!(limit * limit * (variance + epsilon) >= 1)) setInt(doubts, w, 1)
    }
  }
}

/** Quotients, logarithms and powers. @param least - the smallest magnitude that is not marked */
export function doubtSmall(map: FeatureMap, windows: i32, doubts: usize, channels: i32, least: f64): void {
  for (let w = 0; w < windows; w++) {
    const patch = patchOf(map, w)
    const cells = cellsOf(patch)
    let small: bool = false
    for (let i = 0; i < cells && !small; i++) {
      const id = int(patch.ids, i)
      if (id < 0) continue
      for (let c = 0; c < channels; c++) small = small || !(abs(newValue(map, id, c)) >= least)
    }
    if (small) setInt(doubts, w, 1)
  }
}
