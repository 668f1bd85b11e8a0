import { FeatureMap, int, Patch, patchOf, row, Sliding } from './structures'
import { add, larger, multiply, spread, STEP, Vector } from '../vector/vector'

/** New values (the largest) or changes (the mean) of every change of a pooled map. Padding counts for neither. */
export function poolChanges(from: FeatureMap, to: FeatureMap, by: Sliding, average: bool): void {
  for (let change = 0; change < to.changes; change++) {
    const cell = int(to.cells, change)
    const patch = patchOf(from, int(to.owners, change))
    const out = row(to.deltas, change, to.channels)
    if (average) averageChange(out, from, patch, by, cell / to.width, cell % to.width)
    else largest(out, from, patch, by, cell / to.width, cell % to.width)
  }
}

/** The pooled map of the uncovered image. */
export function poolBase(from: FeatureMap, to: FeatureMap, by: Sliding, average: bool): void {
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      const out = row(to.base, y * to.width + x, to.channels)
      if (average) averageBase(out, from, by, y, x)
      else largest(out, from, changetype<Patch>(0), by, y, x)
    }
  }
}

/** @param patch - what has changed; null for the uncovered image */
function largest(out: usize, from: FeatureMap, patch: Patch, by: Sliding, y: i32, x: i32): void {
  const size = (<usize>from.channels) << 2
  const y0 = max(0, y * by.strideY - by.top), y1 = min(from.height, y * by.strideY - by.top + by.height)
  const x0 = max(0, x * by.strideX - by.left), x1 = min(from.width, x * by.strideX - by.left + by.width)
  for (let i: usize = 0; i < size; i += STEP) store<Vector>(out + i, spread(-Infinity))
  for (let iy = y0; iy < y1; iy++) {
    for (let ix = x0; ix < x1; ix++) {
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

function averageChange(out: usize, from: FeatureMap, patch: Patch, by: Sliding, y: i32, x: i32): void {
  const size = (<usize>from.channels) << 2
  const y0 = max(0, y * by.strideY - by.top), y1 = min(from.height, y * by.strideY - by.top + by.height)
  const x0 = max(0, x * by.strideX - by.left), x1 = min(from.width, x * by.strideX - by.left + by.width)
  memory.fill(out, 0, size)
  for (let iy = max(y0, patch.y0); iy < min(y1, patch.y1); iy++) {
    for (let ix = max(x0, patch.x0); ix < min(x1, patch.x1); ix++) {
      const id = idAt(patch, iy, ix)
      if (id >= 0) accumulate(out, row(from.deltas, id, from.channels), size)
    }
  }
  scale(out, 1 / <f32>((y1 - y0) * (x1 - x0)), size)
}

function averageBase(out: usize, from: FeatureMap, by: Sliding, y: i32, x: i32): void {
  const size = (<usize>from.channels) << 2
  const y0 = max(0, y * by.strideY - by.top), y1 = min(from.height, y * by.strideY - by.top + by.height)
  const x0 = max(0, x * by.strideX - by.left), x1 = min(from.width, x * by.strideX - by.left + by.width)
  memory.fill(out, 0, size)
  for (let iy = y0; iy < y1; iy++) {
    for (let ix = x0; ix < x1; ix++) accumulate(out, row(from.base, iy * from.width + ix, from.channels), size)
  }
  scale(out, 1 / <f32>((y1 - y0) * (x1 - x0)), size)
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
