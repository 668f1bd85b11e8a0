import { FeatureMap, int, patchOf, row, setInt } from './structures'
import { add, multiply, spread, STEP, sumOfLanes, Vector } from '../vector/vector'

/** How `alive` marks a change that is not finite. */
const INFINITE: i32 = 2

/** Makes zero what stands in the channels that only fill up vectors. @param stride - floats from one row to the next */
export function clearPadding(values: usize, rows: i32, stride: i32, channels: i32): void {
  const size = (<usize>(stride - channels)) << 2
  if (size == 0) return
  for (let r = 0; r < rows; r++) memory.fill(row(values, r, stride) + ((<usize>channels) << 2), 0, size)
}

/** Marks the windows under which a change is infinite or not a number. @param marks - int32 [windows]; others are left as they are */
export function markInfinite(map: FeatureMap, windows: i32, marks: usize): void {
  let any: bool = false
  for (let change = 0; change < map.changes; change++) {
    if (isFinite(row(map.deltas, change, map.channels), map.channels)) continue
    setInt(map.alive, change, INFINITE)
    any = true
  }
  if (!any) return
  for (let w = 0; w < windows; w++) {
    const patch = patchOf(map, w)
    const cells = (patch.y1 - patch.y0) * (patch.x1 - patch.x0)
    for (let i = 0; i < cells; i++) {
      const id = int(patch.ids, i)
      if (id >= 0 && int(map.alive, id) == INFINITE) setInt(marks, w, 1)
    }
  }
}

/** Zero times what is not finite is not a number. */
// @ts-ignore: decorator
@inline
function isFinite(values: usize, n: i32): bool {
  let sum = spread(0)
  for (let i: usize = 0; i < (<usize>n) << 2; i += STEP) sum = add(sum, multiply(load<Vector>(values + i), spread(0)))
  return sumOfLanes(sum) == 0
}
