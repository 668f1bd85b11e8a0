import { FeatureMap, int, Patch, patchOf, row, Sliding } from './structures'
import { add, larger, multiply, spread, STEP, Vector } from '../vector/vector'

/**
 * Cells of a window up to which a mean is added up cell after cell. Of more, rows are added up apart: rounding then grows with a
 * window's sides, not with its cells, of which a gate over a photograph's map has ten thousand.
 */
const FEW: i32 = 64

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
    if (counts != 0) average(out, from, patch, by, counts, cell / to.width, cell % to.width)
    else largest(out, from, patch, by, cell / to.width, cell % to.width)
  }
}

/** The pooled map of the uncovered image. */
export function poolBase(from: FeatureMap, to: FeatureMap, by: Sliding, counts: usize): void {
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      const out = row(to.base, y * to.width + x, to.channels)
      if (counts != 0) average(out, from, changetype<Patch>(0), by, counts, y, x)
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

/** The mean of what has changed, or, where the patch is null, of the uncovered image's values: four vectors of channels at a time, in registers. */
function average(out: usize, from: FeatureMap, patch: Patch, by: Sliding, counts: usize, y: i32, x: i32): void {
  const size = (<usize>from.channels) << 2
  const factor = spread(1 / <f32>(int(counts, y) * int(counts, by.outHeight + x)))
  const apart = by.height * by.width > FEW
  const whole = changetype<usize>(patch) == 0
  const top = y * by.strideY - by.top, left = x * by.strideX - by.left
  const y0 = firstFrom(top, whole ? 0 : patch.y0, by.dilationY), x0 = firstFrom(left, whole ? 0 : patch.x0, by.dilationX)
  const y1 = min(whole ? from.height : patch.y1, top + (by.height - 1) * by.dilationY + 1)
  const x1 = min(whole ? from.width : patch.x1, left + (by.width - 1) * by.dilationX + 1)
  const values = whole ? from.base : from.deltas
  const zero = spread(0)
  let at: usize = 0
  for (; at + 4 * STEP <= size; at += 4 * STEP) {
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, r0 = zero, r1 = zero, r2 = zero, r3 = zero
    for (let iy = y0; iy < y1; iy += by.dilationY) {
      for (let ix = x0; ix < x1; ix += by.dilationX) {
        const id = whole ? iy * from.width + ix : idAt(patch, iy, ix)
        if (id < 0) continue
        const value = row(values, id, from.channels) + at
        r0 = add(r0, load<Vector>(value))
        r1 = add(r1, load<Vector>(value, STEP))
        r2 = add(r2, load<Vector>(value, 2 * STEP))
        r3 = add(r3, load<Vector>(value, 3 * STEP))
      }
      if (!apart) continue
      s0 = add(s0, r0)
      s1 = add(s1, r1)
      s2 = add(s2, r2)
      s3 = add(s3, r3)
      r0 = r1 = r2 = r3 = zero
    }
    store<Vector>(out + at, multiply(add(s0, r0), factor))
    store<Vector>(out + at, multiply(add(s1, r1), factor), STEP)
    store<Vector>(out + at, multiply(add(s2, r2), factor), 2 * STEP)
    store<Vector>(out + at, multiply(add(s3, r3), factor), 3 * STEP)
  }
  for (; at < size; at += STEP) {
    let s = zero, r = zero
    for (let iy = y0; iy < y1; iy += by.dilationY) {
      for (let ix = x0; ix < x1; ix += by.dilationX) {
        const id = whole ? iy * from.width + ix : idAt(patch, iy, ix)
        if (id >= 0) r = add(r, load<Vector>(row(values, id, from.channels) + at))
      }
      if (!apart) continue
      s = add(s, r)
      r = zero
    }
    store<Vector>(out + at, multiply(add(s, r), factor))
  }
}

// @ts-ignore: decorator
@inline
function idAt(patch: Patch, y: i32, x: i32): i32 {
  if (y < patch.y0 || y >= patch.y1 || x < patch.x0 || x >= patch.x1) return -1
  return int(patch.ids, (y - patch.y0) * (patch.x1 - patch.x0) + x - patch.x0)
}
