import { settle } from './settle'
import { FeatureMap, int, panelOf, Patch, patchOf, row, Sliding } from './structures'
import { multiplyRows } from '../dense/tiled-product'
import { EDGE, OUTPUTS, pointsFor, POSITIONS, transformInputs, transformOutputs } from '../dense/winograd'

/**
 * A 3×3 convolution's changes by Winograd's minimal filtering. Each window's patch is cut into tiles of 4×4 outputs from its own
 * first row and column on, the last ones of fewer, so that a change is the same whichever windows it is computed with; and, as it
 * depends on the whole tile, each window has changes of its own. The tiles of many windows are multiplied together, point by point:
 * those that take it.
 */

/** Scratch: where tiles are read and written, and rows multiplied. Addresses are laid out by the host. */
@unmanaged
export class TileRoom {
  /** Tiles computed at a time. */
  tiles: i32
  /** float32 [POSITIONS, tiles, channels] and [POSITIONS, tiles, filters], each position's part a little longer. */
  inputs: usize
  products: usize
  /** uint32 [tiles]. */
  sources: usize
  /** uint32 [POSITIONS] each, then POSITIONS vectors. */
  cells: usize
  places: usize
  counts: usize
  temporary: usize
  /** float32 zeros, and room for what is not wanted: as many as a cell read or written has channels. */
  zeros: usize
  nowhere: usize
}

/**
 * @param panels - Panel [count], of weights [POSITIONS, inputs, 16]
 * @param before - float32 [outputs, channels], added to the sums
 * @param mode - what becomes of the sums: see settle.ts
 * @param kind - which nonlinearity, with its settings a, b and c
 * @returns how many rows were multiplied: pairs of a tile and a point
 */
export function convolveTiles(
  from: FeatureMap, to: FeatureMap, by: Sliding, panels: usize, count: i32, windows: i32, room: TileRoom, before: usize, mode: i32,
  kind: i32, a: f32, b: f32, c: f32,
): f64 {
  const inputStep = positionStep(room.tiles, from.channels), productStep = positionStep(room.tiles, to.channels)
  const inputSize = (<usize>from.channels) << 2, productSize = (<usize>to.channels) << 2
  for (let i = 0; i < room.tiles; i++) store<u32>(room.sources + ((<usize>i) << 2), <u32>(room.inputs + <usize>i * inputSize))
  let done: f64 = 0
  let window = 0, tile = 0
  while (window < windows) {
    // The same tiles are gone through twice, before and after the products.
    let tiles = 0, nextWindow = window, nextTile = tile
    memory.fill(room.counts, 0, POSITIONS << 2)
    while (nextWindow < windows) {
      const patch = patchOf(to, nextWindow)
      for (const end = tilesOf(patch); nextTile < end && tiles < room.tiles; nextTile++) {
        const high = outputsHigh(patch, nextTile), wide = outputsWide(patch, nextTile)
        readCells(room.cells, room.zeros, from, patchOf(from, nextWindow), patch, by, nextTile)
        placePoints(room, high, wide, room.inputs, inputStep, inputSize, room.nowhere)
        transformInputs(room.places, room.cells, inputSize, room.temporary, high, wide)
        tiles++
      }
      if (nextTile < tilesOf(patch)) break
      nextTile = 0
      nextWindow++
    }
    for (let position = 0; position < POSITIONS; position++) {
      const rows = int(room.counts, position)
      const out = room.products + <usize>position * productStep
      const offset = <usize>position * inputStep
      for (let p = 0; p < count; p++) {
        const panel = panelOf(panels, p)
        multiplyRows(
          out + ((<usize>panel.offset) << 2), to.channels, room.sources, offset + ((<usize>panel.first) << 2), rows, 1, panel.inputs,
          panel.weights + ((<usize>(position * panel.inputs)) << 6), panel.columns, 0,
        )
      }
      done += <f64>rows
    }
    memory.fill(room.counts, 0, POSITIONS << 2)
    for (let i = 0; i < tiles; i++) {
      while (tile == tilesOf(patchOf(to, window))) {
        tile = 0
        window++
      }
      const patch = patchOf(to, window)
      writeCells(room.cells, room.nowhere, to, patch, tile)
      placePoints(room, outputsHigh(patch, tile), outputsWide(patch, tile), room.products, productStep, productSize, room.zeros)
      transformOutputs(room.cells, room.places, productSize, room.temporary)
      if (++tile == tilesOf(patch)) {
        settle(to, int(patch.ids, 0), (patch.y1 - patch.y0) * (patch.x1 - patch.x0), before, to.channels, mode, kind, a, b, c)
      }
    }
    window = nextWindow
    tile = nextTile
  }
  return done
}

/**
 * Lists where the next tile's values at the points lie: behind those of the tiles before that take the same points, which are counted.
 *
 * @param first - float32 [POSITIONS, tiles, channels]; `step` bytes from one position to the next, `size` from one tile to the next
 * @param otherwise - the place of points that the tile does not take
 */
function placePoints(
  room: TileRoom, high: i32, wide: i32, first: usize, step: usize, size: usize, otherwise: usize,
): void {
  const rows = pointsFor(high), columns = pointsFor(wide)
  let place = room.places, count = room.counts
  for (let y = 0; y < EDGE; y++) {
    for (let x = 0; x < EDGE; x++) {
      let at = otherwise
      if ((rows >> y & columns >> x & 1) != 0) {
        const before = load<u32>(count)
        at = first + <usize>before * size
        store<u32>(count, before + 1)
      }
      store<u32>(place, <u32>at)
      first += step
      place += 4
      count += 4
    }
  }
}

/**
 * Bytes from one position of so many tiles to the next. Not near a multiple of 4096, so that what lies at the same place of all
 * positions is not crowded into one set of the nearest cache.
 */
function positionStep(tiles: i32, channels: i32): usize {
  return (((<usize>(tiles * channels)) << 2) + 4095 & ~4095) + 64
}

// @ts-ignore: decorator
@inline
function tilesAlong(length: i32): i32 {
  return (length + OUTPUTS - 1) / OUTPUTS
}

function tilesOf(patch: Patch): i32 {
  return patch.y1 <= patch.y0 || patch.x1 <= patch.x0 ? 0 : tilesAlong(patch.y1 - patch.y0) * tilesAlong(patch.x1 - patch.x0)
}

/** Rows of outputs that a tile has. */
// @ts-ignore: decorator
@inline
function outputsHigh(patch: Patch, tile: i32): i32 {
  return min(OUTPUTS, patch.y1 - patch.y0 - tile / tilesAlong(patch.x1 - patch.x0) * OUTPUTS)
}

/** And columns. */
// @ts-ignore: decorator
@inline
function outputsWide(patch: Patch, tile: i32): i32 {
  const width = patch.x1 - patch.x0
  return min(OUTPUTS, width - tile % tilesAlong(width) * OUTPUTS)
}

/** Lists where the inputs of a tile of a window's outputs lie. */
function readCells(cells: usize, zeros: usize, from: FeatureMap, source: Patch, patch: Patch, by: Sliding, tile: i32): void {
  const across = tilesAlong(patch.x1 - patch.x0)
  const top = patch.y0 + tile / across * OUTPUTS - by.top - source.y0
  const left = patch.x0 + tile % across * OUTPUTS - by.left - source.x0
  const height = source.y1 - source.y0, width = source.x1 - source.x0
  for (let y = top; y < top + EDGE; y++) {
    const ids = source.ids + ((<usize>(y * width)) << 2)
    const within = <u32>y < <u32>height
    for (let x = left; x < left + EDGE; x++) {
      const id = within && <u32>x < <u32>width ? int(ids, x) : -1
      store<u32>(cells, <u32>(id < 0 ? zeros : row(from.deltas, id, from.channels)))
      cells += 4
    }
  }
}

/** Lists where the outputs of a tile are to go: those beyond the patch, nowhere. */
function writeCells(cells: usize, nowhere: usize, to: FeatureMap, patch: Patch, tile: i32): void {
  const width = patch.x1 - patch.x0
  const across = tilesAlong(width)
  const top = tile / across * OUTPUTS, left = tile % across * OUTPUTS
  const first = int(patch.ids, 0)
  for (let y = top; y < top + OUTPUTS; y++) {
    for (let x = left; x < left + OUTPUTS; x++) {
      const exists = y < patch.y1 - patch.y0 && x < width
      store<u32>(cells, <u32>(exists ? row(to.deltas, first + y * width + x, to.channels) : nowhere))
      cells += 4
    }
  }
}
