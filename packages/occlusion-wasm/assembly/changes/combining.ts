import { FeatureMap, int, Patch, patchOf, row } from './structures'
import { add, divide, larger, loadSpread, multiply, multiplyAdd, smaller, STEP, subtract, Vector } from '../vector/vector'

/**
 * Two maps combined value by value. A map of one row, column or channel stands for as many equal ones as the result has: so a
 * gate of one cell goes over a whole map.
 */

/** Numbered as in src/engine/changes/combining.ts. */
const ADD: i32 = 0
const SUBTRACT: i32 = 1
const MULTIPLY: i32 = 2
const DIVIDE: i32 = 3
const MAXIMUM: i32 = 4

/** Makes a map's patches those of an operand, stretched where it is, or, after the first, large enough for both. */
export function stretchPatches(from: FeatureMap, to: FeatureMap, first: bool, windows: i32): void {
  const tall = from.height < to.height, wide = from.width < to.width
  for (let w = 0; w < windows; w++) {
    const source = patchOf(from, w)
    const patch = patchOf(to, w)
    const empty = source.y0 >= source.y1 || source.x0 >= source.x1
    const y0 = tall ? 0 : source.y0, y1 = empty ? y0 : tall ? to.height : source.y1
    const x0 = wide ? 0 : source.x0, x1 = wide ? to.width : source.x1
    if (first || patch.y0 >= patch.y1 || patch.x0 >= patch.x1) {
      patch.y0 = y0
      patch.x0 = x0
      patch.y1 = y1
      patch.x1 = x1
    } else if (!empty) {
      patch.y0 = min(patch.y0, y0)
      patch.x0 = min(patch.x0, x0)
      patch.y1 = max(patch.y1, y1)
      patch.x1 = max(patch.x1, x1)
    }
  }
}

/**
 * The changes of two maps combined.
 *
 * @param spreadA - whether `a` has one channel for all; `spreadB` likewise
 * @param zeros - float32 zeros, as many as a cell of any of the maps has channels
 */
export function combineChanges(
  kind: i32, a: FeatureMap, b: FeatureMap, to: FeatureMap, spreadA: bool, spreadB: bool, zeros: usize,
): void {
  const size = (<usize>to.channels) << 2
  for (let change = 0; change < to.changes; change++) {
    const cell = int(to.cells, change), owner = int(to.owners, change)
    const y = cell / to.width, x = cell % to.width
    const baseA = baseUnder(a, y, x), baseB = baseUnder(b, y, x)
    const deltaA = deltaUnder(a, y, x, owner, zeros), deltaB = deltaUnder(b, y, x, owner, zeros)
    const out = row(to.deltas, change, to.channels)
    for (let i: usize = 0; i < size; i += STEP) {
      const p = channelsAt(baseA, i, spreadA), q = channelsAt(baseB, i, spreadB)
      const dp = channelsAt(deltaA, i, spreadA), dq = channelsAt(deltaB, i, spreadB)
      store<Vector>(out + i, combinedChange(kind, p, q, dp, dq))
    }
  }
}

/** Two maps' values of the uncovered image combined. */
export function combineBase(kind: i32, a: FeatureMap, b: FeatureMap, to: FeatureMap, spreadA: bool, spreadB: bool): void {
  const size = (<usize>to.channels) << 2
  for (let cell = 0; cell < to.height * to.width; cell++) {
    const y = cell / to.width, x = cell % to.width
    const baseA = baseUnder(a, y, x), baseB = baseUnder(b, y, x)
    const out = row(to.base, cell, to.channels)
    for (let i: usize = 0; i < size; i += STEP) {
      store<Vector>(out + i, combined(kind, channelsAt(baseA, i, spreadA), channelsAt(baseB, i, spreadB)))
    }
  }
}

// @ts-ignore: decorator
@inline
function combined(kind: i32, p: Vector, q: Vector): Vector {
  switch (kind) {
    case ADD: return add(p, q)
    case SUBTRACT: return subtract(p, q)
    case MULTIPLY: return multiply(p, q)
    case DIVIDE: return divide(p, q)
    case MAXIMUM: return larger(p, q)
    default: return smaller(p, q)
  }
}

/**
 * What (p + dp) ∘ (q + dq) is more than p ∘ q, without the two being subtracted where that can be helped: the error is then small
 * beside the change.
 */
// @ts-ignore: decorator
@inline
function combinedChange(kind: i32, p: Vector, q: Vector, dp: Vector, dq: Vector): Vector {
  switch (kind) {
    case ADD: return add(dp, dq)
    case SUBTRACT: return subtract(dp, dq)
    case MULTIPLY: return multiplyAdd(multiply(dp, add(q, dq)), p, dq)
    case DIVIDE: return divide(subtract(dp, multiply(divide(p, q), dq)), add(q, dq))
    default: return subtract(combined(kind, add(p, dp), add(q, dq)), combined(kind, p, q))
  }
}

// @ts-ignore: decorator
@inline
function channelsAt(values: usize, i: usize, spread: bool): Vector {
  return spread ? loadSpread(values) : load<Vector>(values + i)
}

/** An operand's values at the cell that stands for cell (y, x) of the result. */
// @ts-ignore: decorator
@inline
function baseUnder(map: FeatureMap, y: i32, x: i32): usize {
  return row(map.base, (map.height == 1 ? 0 : y * map.width) + (map.width == 1 ? 0 : x), map.channels)
}

/** Its change there under one window. */
// @ts-ignore: decorator
@inline
function deltaUnder(map: FeatureMap, y: i32, x: i32, window: i32, zeros: usize): usize {
  const patch = patchOf(map, window)
  const id = idAt(patch, map.height == 1 ? 0 : y, map.width == 1 ? 0 : x)
  return id < 0 ? zeros : row(map.deltas, id, map.channels)
}

// @ts-ignore: decorator
@inline
function idAt(patch: Patch, y: i32, x: i32): i32 {
  if (y < patch.y0 || y >= patch.y1 || x < patch.x0 || x >= patch.x1) return -1
  return int(patch.ids, (y - patch.y0) * (patch.x1 - patch.x0) + x - patch.x0)
}
