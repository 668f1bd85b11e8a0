import { FeatureMap, int, patchOf, row, setInt } from './structures'
import { copy } from '../vector/memory'
import { WIDTH } from '../vector/vector'

/**
 * Puts a map's changes where they lie in a larger one: its first cell at (top, left), its first channel at `channel`. Marks
 * the changes that are not zero.
 *
 * @param channels - of `from`, without padding
 * @param first - whether nothing has been put there yet, so that what is left of the last batch is cleared
 */
export function placeChanges(
  from: FeatureMap, to: FeatureMap, top: i32, left: i32, channel: i32, channels: i32, first: bool,
): void {
  if (first) {
    memory.fill(to.deltas, 0, (<usize>(to.changes * to.channels)) << 2)
    memory.fill(to.alive, 0, (<usize>to.changes) << 2)
  }
  for (let change = 0; change < to.changes; change++) {
    const cell = int(to.cells, change)
    const y = cell / to.width - top, x = cell % to.width - left
    const patch = patchOf(from, int(to.owners, change))
    if (y < patch.y0 || y >= patch.y1 || x < patch.x0 || x >= patch.x1) continue
    const id = int(patch.ids, (y - patch.y0) * (patch.x1 - patch.x0) + x - patch.x0)
    if (id < 0 || int(from.alive, id) == 0) continue
    setInt(to.alive, change, 1)
    copy(row(to.deltas, change, to.channels) + row(0, channel, 1), row(from.deltas, id, from.channels), channels)
  }
}

/** The same of the uncovered image's values. */
export function placeBase(from: FeatureMap, to: FeatureMap, top: i32, left: i32, channel: i32, channels: i32): void {
  for (let y = 0; y < from.height; y++) {
    for (let x = 0; x < from.width; x++) {
      const out = row(to.base, (y + top) * to.width + x + left, to.channels) + row(0, channel, 1)
      copy(out, row(from.base, y * from.width + x, from.channels), channels)
    }
  }
}

/**
 * Rows with some channels of others, in any order; what is left of a row becomes zero.
 *
 * @param out - float32 [rows, outStep]
 * @param values - float32 [rows, step]
 * @param runs - int32 [count, 2]: the first of channels that follow one another, and how many they are
 */
export function selectChannels(
  out: usize, values: usize, rows: i32, step: i32, outStep: i32, runs: usize, count: i32,
): void {
  const end = runs + ((<usize>count) << 3)
  for (let r = 0; r < rows; r++) {
    let to = row(out, r, outStep)
    const next = to + row(0, outStep, 1)
    for (let run = runs; run < end; run += 8) {
      const from = row(values, r, step) + row(0, load<i32>(run), 1)
      const length = load<i32>(run, 4)
      if (length < WIDTH || length == 1) {
        for (let c = 0; c < length; c++) store<f32>(to + row(0, c, 1), load<f32>(from + row(0, c, 1)))
      } else {
        copy(to, from, length)
      }
      to += row(0, length, 1)
    }
    for (; to < next; to += 4) store<f32>(to, 0)
  }
}
