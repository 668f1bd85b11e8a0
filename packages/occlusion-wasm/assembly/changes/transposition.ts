import { FeatureMap, int, Patch, patchOf, row, setInt } from './structures'

/**
 * Changes of a map that is another with its axes in another order: every window has its own change of every cell, since cells
 * of the one may see parts of several of the other.
 *
 * @param channels - of `from`, without padding
 * @param first - which axis of `from` the rows are: 0 its rows, 1 its columns, 2 its channels; the channels are the axis left
 * @param second - which the columns are
 */
export function transposeChanges(
  from: FeatureMap, to: FeatureMap, channels: i32, first: i32, second: i32, windows: i32,
): void {
  to.changes = 0
  let ids = to.ids
  for (let w = 0; w < windows; w++) {
    const source = patchOf(from, w)
    const patch = patchOf(to, w)
    const empty = source.y0 >= source.y1 || source.x0 >= source.x1
    patch.y0 = along(first, source.y0, source.x0, 0)
    patch.x0 = along(second, source.y0, source.x0, 0)
    patch.y1 = empty ? patch.y0 : along(first, source.y1, source.x1, channels)
    patch.x1 = along(second, source.y1, source.x1, channels)
    patch.ids = ids
    if (empty) continue
    const start = to.changes
    for (let y = patch.y0; y < patch.y1; y++) {
      for (let x = patch.x0; x < patch.x1; x++) {
        const change = to.changes++
        setInt(to.cells, change, y * to.width + x)
        setInt(to.owners, change, w)
        store<i32>(ids, change)
        ids += 4
      }
    }
    memory.fill(row(to.deltas, start, to.channels), 0, (<usize>((to.changes - start) * to.channels)) << 2)
    moveChanges(from, source, to, patch, start, channels, first, second)
  }
}

function moveChanges(
  from: FeatureMap, source: Patch, to: FeatureMap, patch: Patch, start: i32, channels: i32, first: i32, second: i32,
): void {
  const third = 3 - first - second
  const line = patch.x1 - patch.x0
  let i = 0
  for (let y = source.y0; y < source.y1; y++) {
    for (let x = source.x0; x < source.x1; x++) {
      const id = int(source.ids, i++)
      if (id < 0) continue
      const delta = row(from.deltas, id, from.channels)
      for (let c = 0; c < channels; c++) {
        const change = start + (along(first, y, x, c) - patch.y0) * line + along(second, y, x, c) - patch.x0
        const out = row(to.deltas, change, to.channels) + row(0, along(third, y, x, c), 1)
        store<f32>(out, load<f32>(delta + row(0, c, 1)))
      }
    }
  }
}

/** The uncovered image's values. */
export function transposeBase(from: FeatureMap, to: FeatureMap, channels: i32, first: i32, second: i32): void {
  const third = 3 - first - second
  for (let y = 0; y < from.height; y++) {
    for (let x = 0; x < from.width; x++) {
      const values = row(from.base, y * from.width + x, from.channels)
      for (let c = 0; c < channels; c++) {
        const out = row(to.base, along(first, y, x, c) * to.width + along(second, y, x, c), to.channels)
        store<f32>(out + row(0, along(third, y, x, c), 1), load<f32>(values + row(0, c, 1)))
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function along(axis: i32, y: i32, x: i32, c: i32): i32 {
  return axis == 0 ? y : axis == 1 ? x : c
}
