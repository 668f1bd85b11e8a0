import { FeatureMap, int, Patch, patchOf, row, Sliding } from './structures'
import { add, larger, multiply, spread, STEP, Vector } from '../vector/vector'

/**
 * New values (the largest) or changes (the mean) of every change of a pooled map.
 *
 * @param counts - int32 [rows of outputs] and [columns of outputs]: what the mean divides by is their product; null for the largest
 */
export function poolChanges(from: FeatureMap, to: FeatureMap, by: Sliding, counts: usize): void {
  for (let change = 0; change < to.changes; change++) {
    const cell = int(to.cells, change)
    const patch = patchOf(from, int(to.owners, change))
    const out = row(to.deltas, change, to.channels)
    if (counts != 0) averageChange(out, from, patch, by, counts, cell / to.width, cell % to.width)
    else largest(out, from, patch, by, cell / to.width, cell % to.width)
  }
}

/** The pooled map of the uncovered image. */
export function poolBase(from: FeatureMap, to: FeatureMap, by: Sliding, counts: usize): void {
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      const out = row(to.base, y * to.width + x, to.channels)
      if (counts != 0) averageBase(out, from, by, counts, y, x)
      else largest(out, from, changetype<Patch>(0), by, y, x)
    }
  }
}

/** First element of a window that starts at `start`, perhaps before the map, in row or column `least` or after it. */
// @ts-ignore: decorator
@inline
function firstFrom(start: i32, least: i32, dilation: i32): i32 {
  if (start >= least) return start
  return dilation == 1 ? least : start + (least - start + dilation - 1) / dilation * dilation
}

/** @param patch - what has changed; null for the uncovered image */
function largest(out: usize, from: FeatureMap, patch: Patch, by: Sliding, y: i32, x: i32): void {
  const size = (<usize>from.channels) << 2
  const top = y * by.strideY - by.top, left = x * by.strideX - by.left
  const y1 = min(from.height, top + (by.height - 1) * by.dilationY + 1)
  const x1 = min(from.width, left + (by.width - 1) * by.dilationX + 1)
  const x0 = firstFrom(left, 0, by.dilationX)
  for (let i: usize = 0; i < size; i += STEP) store<Vector>(out + i, spread(-Infinity))
  for (let iy = firstFrom(top, 0, by.dilationY); iy < y1; iy += by.dilationY) {
    for (let ix = x0; ix < x1; ix += by.dilationX) {
      const base = row(from.base, iy * from.width + ix, from.channels)
      const id = changetype<usize>(patch) == 0 ? -1 : idAt(patch, iy, ix)
      if (id < 0) {
        for (let i: usize = 0; i < size; i += STEP) {
          store<Vector>(out + i, larger(load<Vector>(out + i), load<Vector>(base + i)))
        }
      } else {
        const delta = row(from.deltas, id, from.channels)
        for (let i: usize = 0; i < size; i += STEP) {
          const value = add(load<Vector>(base + i), load<Vector>(delta + i))
          store<Vector>(out + i, larger(load<Vector>(out + i), value))
        }
      }
    }
  }
}

function averageChange(out: usize, from: FeatureMap, patch: Patch, by: Sliding, counts: usize, y: i32, x: i32): void {
  const size = (<usize>from.channels) << 2
  const top = y * by.strideY - by.top, left = x * by.strideX - by.left
  const y1 = min(patch.y1, top + (by.height - 1) * by.dilationY + 1)
  const x1 = min(patch.x1, left + (by.width - 1) * by.dilationX + 1)
  const x0 = firstFrom(left, patch.x0, by.dilationX)
  memory.fill(out, 0, size)
  for (let iy = firstFrom(top, patch.y0, by.dilationY); iy < y1; iy += by.dilationY) {
    for (let ix = x0; ix < x1; ix += by.dilationX) {
      const id = idAt(patch, iy, ix)
      if (id >= 0) accumulate(out, row(from.deltas, id, from.channels), size)
    }
  }
  scale(out, 1 / <f32>countOf(counts, by, y, x), size)
}

function averageBase(out: usize, from: FeatureMap, by: Sliding, counts: usize, y: i32, x: i32): void {
  const size = (<usize>from.channels) << 2
  const top = y * by.strideY - by.top, left = x * by.strideX - by.left
  const y1 = min(from.height, top + (by.height - 1) * by.dilationY + 1)
  const x1 = min(from.width, left + (by.width - 1) * by.dilationX + 1)
  const x0 = firstFrom(left, 0, by.dilationX)
  memory.fill(out, 0, size)
  for (let iy = firstFrom(top, 0, by.dilationY); iy < y1; iy += by.dilationY) {
    for (let ix = x0; ix < x1; ix += by.dilationX) accumulate(out, row(from.base, iy * from.width + ix, from.channels), size)
  }
  scale(out, 1 / <f32>countOf(counts, by, y, x), size)
}

// @ts-ignore: decorator
@inline
function countOf(counts: usize, by: Sliding, y: i32, x: i32): i32 {
  return int(counts, y) * int(counts, by.outHeight + x)
}

// @ts-ignore: decorator
@inline
function idAt(patch: Patch, y: i32, x: i32): i32 {
  if (y < patch.y0 || y >= patch.y1 || x < patch.x0 || x >= patch.x1) return -1
  return int(patch.ids, (y - patch.y0) * (patch.x1 - patch.x0) + x - patch.x0)
}

// @ts-ignore: decorator
@inline
function accumulate(out: usize, from: usize, size: usize): void {
  for (let i: usize = 0; i < size; i += STEP) store<Vector>(out + i, add(load<Vector>(out + i), load<Vector>(from + i)))
}

// @ts-ignore: decorator
@inline
function scale(out: usize, by: f32, size: usize): void {
  for (let i: usize = 0; i < size; i += STEP) store<Vector>(out + i, multiply(load<Vector>(out + i), spread(by)))
}
