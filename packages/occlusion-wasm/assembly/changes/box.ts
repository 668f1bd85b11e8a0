import { FeatureMap, int, patchOf, row, setInt } from './structures'
import { Table } from './table'

/** A rectangle of pixels, ends exclusive, in 16 bits each of one number; 0 is the empty one. */
export type Box = u64

export const EMPTY: Box = 0

// @ts-ignore: decorator
@inline
export function boxOf(y0: i32, x0: i32, y1: i32, x1: i32): Box {
  return (<u64>y0 << 48) | (<u64>x0 << 32) | (<u64>y1 << 16) | <u64>x1
}

// @ts-ignore: decorator
@inline
export function top(box: Box): i32 {
  return <i32>(box >> 48)
}

// @ts-ignore: decorator
@inline
export function left(box: Box): i32 {
  return <i32>(box >> 32) & 0xffff
}

// @ts-ignore: decorator
@inline
export function bottom(box: Box): i32 {
  return <i32>(box >> 16) & 0xffff
}

// @ts-ignore: decorator
@inline
export function right(box: Box): i32 {
  return <i32>box & 0xffff
}

/**
 * Where covering changes pixels: for every row y and column x, `next` is the first changed column at or after x (the
 * width if none) and `last` one past the last changed column before x (0 if none). Where windows have changes of their own, `next` is
 * of the window at hand, and only within its box.
 */
@unmanaged
export class Changed {
  height: i32
  width: i32
  /** uint16 [height, width + 1]. */
  next: usize
  /** uint16 [height, width + 1]. */
  last: usize
  /** Not 0 where every window has changes of its own, which none shares: what its pixels become hangs on the window. */
  own: i32
  /** The image's own FeatureMap, whose patches say which pixels change under a window that has changes of its own. */
  pixels: usize
}

/**
 * Finds the pixels that covering changes, and by how much.
 *
 * @param pixels - `deltas` and `alive` are filled: baseline minus image in channels c0 … c1 − 1, else 0
 * @param image - float32 [height, width, channels]
 * @param baseline - float32 [height, width, channels]
 */
export function findChanged(
  changed: Changed, pixels: FeatureMap, image: usize, baseline: usize, channels: i32, c0: i32, c1: i32,
): void {
  const width = changed.width
  for (let y = 0; y < changed.height; y++) {
    const line = (<usize>(y * (width + 1))) << 1
    const next = changed.next + line
    const last = changed.last + line
    store<u16>(last, 0)
    for (let x = 0; x < width; x++) {
      const at = row(0, y * width + x, channels)
      const change = row(pixels.deltas, y * width + x, pixels.channels)
      let differs = false
      for (let c = 0; c < channels; c++) {
        const i = at + ((<usize>c) << 2)
        const d: f32 = c >= c0 && c < c1 ? load<f32>(baseline + i) - load<f32>(image + i) : 0
        store<f32>(change + ((<usize>c) << 2), d)
        differs = differs || d != 0
      }
      setInt(pixels.alive, y * width + x, differs ? 1 : 0)
      const to = last + ((<usize>x) << 1)
      store<u16>(to, differs ? x + 1 : <i32>load<u16>(to), 2)
    }
    store<u16>(next + ((<usize>width) << 1), width)
    for (let x = width - 1; x >= 0; x--) {
      const to = next + ((<usize>x) << 1)
      store<u16>(to, <i32>load<u16>(last + ((<usize>x) << 1), 2) == x + 1 ? x : <i32>load<u16>(to, 2))
    }
  }
}

/** Finds the pixels that change within a window's box, where every window has changes of its own: fills `next` there. */
export function findOwnChanged(changed: Changed, window: i32): void {
  const patch = patchOf(changetype<FeatureMap>(changed.pixels), window)
  const columns = patch.x1 - patch.x0
  let ids = patch.ids
  for (let y = patch.y0; y < patch.y1; y++) {
    const line = changed.next + ((<usize>(y * (changed.width + 1) + patch.x0)) << 1)
    let next = patch.x1
    for (let x = columns - 1; x >= 0; x--) {
      if (int(ids, x) >= 0) next = patch.x0 + x
      store<u16>(line + ((<usize>x) << 1), next)
    }
    ids += (<usize>columns) << 2
  }
}

/** Whether any pixel changes of rows y0 … y1 − 1 and columns x0 … x1 − 1. */
export function anyChanged(changed: Changed, y0: i32, x0: i32, y1: i32, x1: i32): bool {
  const stride = (<usize>(changed.width + 1)) << 1
  let next = changed.next + <usize>y0 * stride + ((<usize>x0) << 1)
  for (let y = y0; y < y1; y++) {
    if (<i32>load<u16>(next) < x1) return true
    next += stride
  }
  return false
}

/** The smallest box around the changed pixels of rows y0 … y1 − 1 and columns x0 … x1 − 1. */
export function tighten(changed: Changed, y0: i32, x0: i32, y1: i32, x1: i32): Box {
  const stride = (<usize>(changed.width + 1)) << 1
  let next = changed.next + <usize>y0 * stride + ((<usize>x0) << 1)
  let last = changed.last + <usize>y0 * stride + ((<usize>x1) << 1)
  let firstRow = -1, endRow = 0
  let firstColumn = x1, endColumn = x0
  for (let y = y0; y < y1; y++) {
    const first = <i32>load<u16>(next)
    if (first < x1) {
      if (firstRow < 0) firstRow = y
      endRow = y + 1
      firstColumn = min(firstColumn, first)
      endColumn = max(endColumn, <i32>load<u16>(last))
    }
    next += stride
    last += stride
  }
  return firstRow < 0 ? EMPTY : boxOf(firstRow, firstColumn, endRow, endColumn)
}

/**
 * Tightens windows around the pixels they change, and finds those that change the same pixels.
 *
 * @param windows - int32 [count, 6]: y0, x0, c0, y1, x1, c1
 * @param boxes - Box [count], filled with the distinct boxes
 * @param which - int32 [count], filled with each window's distinct box, −1 where it changes nothing
 * @returns how many distinct boxes there are
 */
export function distinctBoxes(
  changed: Changed, windows: usize, count: i32, boxes: usize, which: usize, table: Table,
): i32 {
  let distinct = 0
  table.clear()
  for (let i = 0; i < count; i++) {
    const box = tighten(changed, load<i32>(windows), load<i32>(windows, 4), load<i32>(windows, 12), load<i32>(windows, 16))
    let id = -1
    if (box != EMPTY) {
      id = table.find(box, 0, distinct)
      if (id == distinct) {
        store<u64>(boxes + ((<usize>id) << 3), box)
        distinct++
      }
    }
    store<i32>(which + ((<usize>i) << 2), id)
    windows += 24
  }
  return distinct
}
