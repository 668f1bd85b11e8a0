import { FeatureMap, int, patchOf, row } from './structures'

/**
 * Reads class scores off the last map, for the windows of one batch: its values in order, channels without their padding.
 * Windows of other batches are passed over.
 *
 * @param out - float32 [count, classes]
 * @param which - int32 [count]: each window's number among the distinct ones
 * @param channels - channels that are not padding; classes are cells times these
 * @param first - number of the batch's first window; `windows` is how many it has
 */
export function readScores(
  out: usize, map: FeatureMap, which: usize, count: i32, channels: i32, first: i32, windows: i32,
): void {
  const size = (<usize>(map.height * map.width * channels)) << 2
  for (let i = 0; i < count; i++) {
    const window = int(which, i) - first
    if (window >= 0 && window < windows) {
      readBase(out, map, channels)
      addPatch(out, map, window, channels)
    }
    out += size
  }
}

/** float32 [classes] of the uncovered image. */
export function readBase(out: usize, map: FeatureMap, channels: i32): void {
  for (let cell = 0; cell < map.height * map.width; cell++) {
    memory.copy(row(out, cell, channels), row(map.base, cell, map.channels), (<usize>channels) << 2)
  }
}

function addPatch(out: usize, map: FeatureMap, window: i32, channels: i32): void {
  const patch = patchOf(map, window)
  let i = 0
  for (let y = patch.y0; y < patch.y1; y++) {
    for (let x = patch.x0; x < patch.x1; x++) {
      const id = int(patch.ids, i++)
      if (id < 0) continue
      const scores = row(out, y * map.width + x, channels)
      const delta = row(map.deltas, id, map.channels)
      for (let c: usize = 0; c < (<usize>channels) << 2; c += 4) {
        store<f32>(scores + c, load<f32>(scores + c) + load<f32>(delta + c))
      }
    }
  }
}
