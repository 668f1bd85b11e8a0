/** What the host lays out in memory for the kernels; src/engine/memory/records.ts names the same fields in the same order. */

/**
 * The values of one layer for one image, and how its cells change under the windows of a batch.
 *
 * A change is what a cell's channels gain or lose when certain pixels are covered. Its key is the cell and the tight box
 * of the changed pixels that lie both under the window and in the cell's receptive field: equal keys mean equal
 * changes, so each is computed once however many windows share it.
 */
@unmanaged
export class FeatureMap {
  height: i32
  width: i32
  /** Channels, padded with zeros to whole vectors of four floats. */
  channels: i32
  /** float32 [height, width, channels]: the values of the uncovered image. */
  base: usize
  /** Cell (y, x) sees image rows y·stepY + originY and the extentY − 1 below, and columns alike. */
  stepY: i32
  originY: i32
  extentY: i32
  stepX: i32
  originX: i32
  extentX: i32
  /** Whether each window has changes of its own, though another's be of the same pixels. */
  own: i32
  /** How many changes there are. */
  changes: i32
  /** int32 [changes]: y · width + x of the cell. */
  cells: usize
  /** int32 [changes]: a window under which the change occurs. */
  owners: usize
  /** float32 [changes, channels]. */
  deltas: usize
  /** int32 [changes]: 0 where every channel's change is zero. */
  alive: usize
  /** Patch [windows]. */
  patches: usize
  /** int32: where patches keep the changes of their cells, one patch after the other. */
  ids: usize
}

/** The rectangle of cells that change under one window; empty where none does. */
@unmanaged
export class Patch {
  y0: i32
  x0: i32
  y1: i32
  x1: i32
  /** int32 [y1 − y0, x1 − x0]: the cell's change, −1 where it does not change. */
  ids: usize
}

/** How the windows of a convolution or pooling lie over its input. */
@unmanaged
export class Sliding {
  height: i32
  width: i32
  strideY: i32
  strideX: i32
  dilationY: i32
  dilationX: i32
  top: i32
  left: i32
  /** Outputs that are used: fewer than there are where a pooling after it drops the last. */
  outHeight: i32
  outWidth: i32
}

/** Filters of a layer that are multiplied together, and the input channels they read. */
@unmanaged
export class Panel {
  /** First of the filters; a multiple of 4. */
  offset: i32
  /** How many, with their padding: 4, 8, 12 or 16. */
  columns: i32
  /** First of the channels. */
  first: i32
  inputs: i32
  /** float32 [taps, inputs, 16]. */
  weights: usize
}

// @ts-ignore: decorator
@inline
export function panelOf(panels: usize, i: i32): Panel {
  return changetype<Panel>(panels + <usize>i * offsetof<Panel>())
}

// @ts-ignore: decorator
@inline
export function patchOf(map: FeatureMap, window: i32): Patch {
  return changetype<Patch>(map.patches + <usize>window * offsetof<Patch>())
}

// @ts-ignore: decorator
@inline
export function int(array: usize, i: i32): i32 {
  return load<i32>(array + ((<usize>i) << 2))
}

// @ts-ignore: decorator
@inline
export function setInt(array: usize, i: i32, value: i32): void {
  store<i32>(array + ((<usize>i) << 2), value)
}

/** Address of row i of a float32 array whose rows hold n floats. */
// @ts-ignore: decorator
@inline
export function row(array: usize, i: i32, n: i32): usize {
  return array + ((<usize>(i * n)) << 2)
}
