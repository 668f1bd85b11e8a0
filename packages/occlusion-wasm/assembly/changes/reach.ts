import { anyChanged, bottom, Box, boxOf, Changed, EMPTY, findOwnChanged, left, right, tighten, top } from './box'
import { FeatureMap, int, Patch, patchOf, row, setInt, Sliding } from './structures'
import { Table } from './table'

/** First output whose window can touch input i or a later one. */
// @ts-ignore: decorator
@inline
function firstTouching(i: i32, size: i32, stride: i32, dilation: i32, border: i32): i32 {
  const from = i + border - (size - 1) * dilation
  return from <= 0 ? 0 : (from + stride - 1) / stride
}

/** One past the last output whose window can touch an input before `end`. */
// @ts-ignore: decorator
@inline
function endTouching(end: i32, stride: i32, border: i32, outputs: i32): i32 {
  return min((end - 1 + border) / stride + 1, outputs)
}

/** Puts into `patch` the rectangle of outputs that see any cell of `source`. */
function slide(patch: Patch, source: Patch, by: Sliding): void {
  const y0 = firstTouching(source.y0, by.height, by.strideY, by.dilationY, by.top)
  const x0 = firstTouching(source.x0, by.width, by.strideX, by.dilationX, by.left)
  const y1 = endTouching(source.y1, by.strideY, by.top, by.outHeight)
  const x1 = endTouching(source.x1, by.strideX, by.left, by.outWidth)
  const empty = isEmpty(source)
  patch.y0 = y0
  patch.x0 = x0
  patch.y1 = empty ? y0 : max(y0, y1)
  patch.x1 = max(x0, x1)
}

/** The first map: each window's patch is its box, and the change of a pixel is the pixel's own. */
export function reachPixels(pixels: FeatureMap, boxes: usize, windows: i32): void {
  let ids = pixels.ids
  for (let w = 0; w < windows; w++) {
    const box = load<u64>(boxes + ((<usize>w) << 3))
    const patch = patchOf(pixels, w)
    patch.y0 = top(box)
    patch.x0 = left(box)
    patch.y1 = bottom(box)
    patch.x1 = right(box)
    patch.ids = ids
    for (let y = patch.y0; y < patch.y1; y++) {
      for (let x = patch.x0; x < patch.x1; x++) {
        const cell = y * pixels.width + x
        store<i32>(ids, int(pixels.alive, cell) != 0 ? cell : -1)
        ids += 4
      }
    }
  }
}

/** Lays a map's patches over those of the map it is computed from by a convolution or pooling, or the one and then the other. */
export function slidePatches(from: FeatureMap, to: FeatureMap, first: Sliding, second: Sliding, windows: i32): void {
  for (let w = 0; w < windows; w++) {
    const patch = patchOf(to, w)
    slide(patch, patchOf(from, w), first)
    slide(patch, patch, second)
  }
}

/** Makes a map's patches those of another, moved, or, after the first, large enough to hold those of the other as well. */
export function coverPatches(from: FeatureMap, to: FeatureMap, top: i32, left: i32, first: bool, windows: i32): void {
  for (let w = 0; w < windows; w++) {
    const source = patchOf(from, w)
    const patch = patchOf(to, w)
    if (first || isEmpty(patch)) {
      patch.y0 = source.y0 + top
      patch.x0 = source.x0 + left
      patch.y1 = source.y1 + top
      patch.x1 = source.x1 + left
    } else if (!isEmpty(source)) {
      patch.y0 = min(patch.y0, source.y0 + top)
      patch.x0 = min(patch.x0, source.x0 + left)
      patch.y1 = max(patch.y1, source.y1 + top)
      patch.x1 = max(patch.x1, source.x1 + left)
    }
  }
}

/** Fills a map's patches with the changes of their cells, listing each distinct change once. */
export function listChanges(map: FeatureMap, changed: Changed, boxes: usize, windows: i32, table: Table): void {
  let ids = map.ids
  map.changes = 0
  const whole = map.own != 0 || seesAll(map, changed)
  if (!whole && changed.own == 0) table.clear()
  for (let w = 0; w < windows; w++) {
    const patch = patchOf(map, w)
    patch.ids = ids
    if (!whole && changed.own != 0) findOwnChanged(changed, w)
    const box = load<u64>(boxes + ((<usize>w) << 3))
    for (let y = patch.y0; y < patch.y1; y++) {
      for (let x = patch.x0; x < patch.x1; x++) {
        store<i32>(ids, whole ? listChange(map, y * map.width + x, w) : changeOf(map, y, x, w, box, changed, table))
        ids += 4
      }
    }
  }
}

/** Whether every cell sees the whole image: then no two windows of a batch, whose boxes differ, share a change. */
function seesAll(map: FeatureMap, changed: Changed): bool {
  return (
    map.stepY == 0 && map.originY <= 0 && map.originY + map.extentY >= changed.height &&
    map.stepX == 0 && map.originX <= 0 && map.originX + map.extentX >= changed.width
  )
}

/** Gives a map the patches of another, moved; its changes are the other's, but their cells are its own. */
export function movePatches(from: FeatureMap, to: FeatureMap, top: i32, left: i32, windows: i32): void {
  let ids = to.ids
  for (let w = 0; w < windows; w++) {
    const source = patchOf(from, w)
    const patch = patchOf(to, w)
    patch.y0 = source.y0 + top
    patch.x0 = source.x0 + left
    patch.y1 = source.y1 + top
    patch.x1 = source.x1 + left
    patch.ids = ids
    if (isEmpty(source)) continue
    const size = (<usize>((source.y1 - source.y0) * (source.x1 - source.x0))) << 2
    memory.copy(ids, source.ids, size)
    ids += size
  }
  for (let change = 0; change < from.changes; change++) {
    const cell = int(from.cells, change)
    setInt(to.cells, change, (cell / from.width + top) * to.width + cell % from.width + left)
  }
  to.changes = from.changes
}

// @ts-ignore: decorator
@inline
function isEmpty(patch: Patch): bool {
  return patch.y0 >= patch.y1 || patch.x0 >= patch.x1
}

/** The change of one cell under one window, listed if it is new; −1 if no changed pixel lies in its receptive field. */
function changeOf(map: FeatureMap, y: i32, x: i32, window: i32, box: Box, changed: Changed, table: Table): i32 {
  const top_ = y * map.stepY + map.originY, left_ = x * map.stepX + map.originX
  const y0 = max(top(box), top_), x0 = max(left(box), left_)
  const y1 = min(bottom(box), top_ + map.extentY), x1 = min(right(box), left_ + map.extentX)
  if (y0 >= y1 || x0 >= x1) return -1
  if (changed.own != 0) return anyChanged(changed, y0, x0, y1, x1) ? listChange(map, y * map.width + x, window) : -1
  const whole = boxOf(y0, x0, y1, x1) == box
  const seen = whole ? box : tighten(changed, y0, x0, y1, x1)
  if (seen == EMPTY) return -1
  const cell = y * map.width + x
  const change = table.find(seen, cell, map.changes)
  if (change == map.changes) listChange(map, cell, window)
  return change
}

/** @returns its number */
export function listChange(map: FeatureMap, cell: i32, window: i32): i32 {
  const change = map.changes++
  setInt(map.cells, change, cell)
  setInt(map.owners, change, window)
  return change
}

/** A map whose only cell sees everything: one change for each window that changes anything. */
export function reachWhole(from: FeatureMap, to: FeatureMap, windows: i32): void {
  to.changes = 0
  for (let w = 0; w < windows; w++) {
    const source = patchOf(from, w)
    const patch = patchOf(to, w)
    patch.y0 = 0
    patch.x0 = 0
    patch.y1 = isEmpty(source) ? 0 : 1
    patch.x1 = 1
    patch.ids = to.ids + ((<usize>to.changes) << 2)
    if (patch.y1 > 0) {
      store<i32>(patch.ids, to.changes)
      listChange(to, 0, w)
    }
  }
}

/** Forgets changes that turned out to be zero, and draws the patches in to those that are not. */
export function prune(map: FeatureMap, windows: i32): void {
  for (let w = 0; w < windows; w++) {
    const patch = patchOf(map, w)
    let y0 = patch.y1, y1 = patch.y0, x0 = patch.x1, x1 = patch.x0
    let ids = patch.ids
    for (let y = patch.y0; y < patch.y1; y++) {
      for (let x = patch.x0; x < patch.x1; x++) {
        const change = load<i32>(ids)
        if (change >= 0) {
          if (int(map.alive, change) != 0) {
            y0 = min(y0, y)
            y1 = y + 1
            x0 = min(x0, x)
            x1 = max(x1, x + 1)
          } else {
            store<i32>(ids, -1)
          }
        }
        ids += 4
      }
    }
    if (y0 < y1) crop(patch, y0, x0, y1, x1)
    else patch.y1 = patch.y0
  }
}

/** Keeps rows y0 … y1 − 1 and columns x0 … x1 − 1 of a patch, moving their changes to the front. */
function crop(patch: Patch, y0: i32, x0: i32, y1: i32, x1: i32): void {
  const width = patch.x1 - patch.x0
  let to = patch.ids
  for (let y = y0; y < y1; y++) {
    let from = patch.ids + ((<usize>((y - patch.y0) * width + x0 - patch.x0)) << 2)
    for (let x = x0; x < x1; x++) {
      store<i32>(to, load<i32>(from))
      to += 4
      from += 4
    }
  }
  patch.y0 = y0
  patch.x0 = x0
  patch.y1 = y1
  patch.x1 = x1
}

/**
 * Changes of a map that holds another's values in order but in another shape: every window has its own change of every cell,
 * since cells of the one see parts of several of the other.
 *
 * @param fromChannels - channels of `from` that are not padding; `toChannels` likewise
 */
export function reshapeChanges(from: FeatureMap, to: FeatureMap, fromChannels: i32, toChannels: i32, windows: i32): void {
  to.changes = 0
  let ids = to.ids
  for (let w = 0; w < windows; w++) {
    const source = patchOf(from, w)
    const patch = patchOf(to, w)
    patch.y0 = 0
    patch.x0 = 0
    patch.y1 = isEmpty(source) ? 0 : to.height
    patch.x1 = to.width
    patch.ids = ids
    if (isEmpty(source)) continue
    const first = to.changes
    for (let cell = 0; cell < to.height * to.width; cell++) {
      store<i32>(ids, to.changes)
      ids += 4
      listChange(to, cell, w)
    }
    memory.fill(row(to.deltas, first, to.channels), 0, (<usize>(to.height * to.width * to.channels)) << 2)
    scatter(from, source, to, first, fromChannels, toChannels)
  }
}

function scatter(from: FeatureMap, patch: Patch, to: FeatureMap, first: i32, fromChannels: i32, toChannels: i32): void {
  let i = 0
  for (let y = patch.y0; y < patch.y1; y++) {
    for (let x = patch.x0; x < patch.x1; x++) {
      const id = int(patch.ids, i++)
      if (id < 0) continue
      const delta = row(from.deltas, id, from.channels)
      const start = (y * from.width + x) * fromChannels
      for (let c = 0; c < fromChannels; c++) {
        const out = row(to.deltas, first + (start + c) / toChannels, to.channels)
        store<f32>(row(out, (start + c) % toChannels, 1), load<f32>(row(delta, c, 1)))
      }
    }
  }
}
