import { FeatureMap, int, Patch, patchOf, row } from './structures'
import { multiplyAdd, spread, STEP, Vector } from '../vector/vector'

/** How the rows (or columns) of a resampled map come of those of the map before; src/engine/changes/resampling.ts fills it. */
@unmanaged
export class Resampling {
  /** Tap [outputs]. */
  taps: usize
  /** int32 [inputs]: first output that reads this input or a later one. */
  firsts: usize
  /** int32 [inputs]: one past the last output that reads this input or an earlier one. */
  ends: usize
}

/** Which two rows an output row is the weighted sum of: the same one twice, the second time with weight 0, if it is but one. */
@unmanaged
class Tap {
  near: i32
  far: i32
  nearWeight: f32
  farWeight: f32
}

// @ts-ignore: decorator
@inline
function tapOf(by: Resampling, output: i32): Tap {
  return changetype<Tap>(by.taps + <usize>output * offsetof<Tap>())
}

/** Lays a map's patches where the cells that read those of `from` are. */
export function resamplePatches(from: FeatureMap, to: FeatureMap, rows: Resampling, columns: Resampling, windows: i32): void {
  for (let w = 0; w < windows; w++) {
    const source = patchOf(from, w)
    const patch = patchOf(to, w)
    const empty = source.y0 >= source.y1 || source.x0 >= source.x1
    patch.y0 = empty ? 0 : int(rows.firsts, source.y0)
    patch.x0 = empty ? 0 : int(columns.firsts, source.x0)
    patch.y1 = empty ? 0 : max(patch.y0, int(rows.ends, source.y1 - 1))
    patch.x1 = empty ? 0 : max(patch.x0, int(columns.ends, source.x1 - 1))
  }
}

/** The change of every listed cell: resampling is linear, so it is the resampled changes. */
export function resampleChanges(from: FeatureMap, to: FeatureMap, rows: Resampling, columns: Resampling): void {
  for (let change = 0; change < to.changes; change++) {
    const cell = int(to.cells, change)
    const patch = patchOf(from, int(to.owners, change))
    const out = row(to.deltas, change, to.channels)
    blend(out, from, patch, tapOf(rows, cell / to.width), tapOf(columns, cell % to.width))
  }
}

/** The resampled map of the uncovered image. */
export function resampleBase(from: FeatureMap, to: FeatureMap, rows: Resampling, columns: Resampling): void {
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      const out = row(to.base, y * to.width + x, to.channels)
      blend(out, from, changetype<Patch>(0), tapOf(rows, y), tapOf(columns, x))
    }
  }
}

/** @param patch - whose changes are blended; null for the uncovered image's values */
function blend(out: usize, from: FeatureMap, patch: Patch, down: Tap, across: Tap): void {
  memory.fill(out, 0, (<usize>from.channels) << 2)
  blendRow(out, from, patch, down.near, down.nearWeight, across)
  if (down.farWeight != 0) blendRow(out, from, patch, down.far, down.farWeight, across)
}

function blendRow(out: usize, from: FeatureMap, patch: Patch, y: i32, weight: f32, across: Tap): void {
  addCell(out, from, patch, y, across.near, weight * across.nearWeight)
  if (across.farWeight != 0) addCell(out, from, patch, y, across.far, weight * across.farWeight)
}

function addCell(out: usize, from: FeatureMap, patch: Patch, y: i32, x: i32, weight: f32): void {
  let values: usize
  if (changetype<usize>(patch) == 0) {
    values = row(from.base, y * from.width + x, from.channels)
  } else {
    if (y < patch.y0 || y >= patch.y1 || x < patch.x0 || x >= patch.x1) return
    const id = int(patch.ids, (y - patch.y0) * (patch.x1 - patch.x0) + x - patch.x0)
    if (id < 0) return
    values = row(from.deltas, id, from.channels)
  }
  const size = (<usize>from.channels) << 2
  const factor = spread(weight)
  for (let i: usize = 0; i < size; i += STEP) {
    store<Vector>(out + i, multiplyAdd(load<Vector>(out + i), load<Vector>(values + i), factor))
  }
}
