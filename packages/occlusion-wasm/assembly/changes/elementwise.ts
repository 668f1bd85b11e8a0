import { nonlinearity, RELU, RELU6, SWISH, swish } from './nonlinearity'
import { FeatureMap, int, patchOf, row, setInt } from './structures'
import {
  add, anyNonZero, joinBits, larger, multiply, multiplyAdd, smaller, spread, STEP, subtract, Vector,
} from '../vector/vector'

/**
 * Turns the new values that stages leave in a map's `deltas` into changes: applies the nonlinearity, subtracts the base, and
 * marks the changes that are zero.
 *
 * @param kind - which nonlinearity, with its settings a, b and c
 * @param subtractBase - false where `deltas` holds changes already, of a stage that is linear throughout
 */
export function finish(map: FeatureMap, kind: i32, a: f32, b: f32, c: f32, subtractBase: bool): void {
  finishRows(map, 0, map.changes, kind, a, b, c, subtractBase)
}

/** The same of some changes. @param first - the first of them; `rows` is how many */
export function finishRows(
  map: FeatureMap, first: i32, rows: i32, kind: i32, a: f32, b: f32, c: f32, subtractBase: bool,
): void {
  const size = (<usize>map.channels) << 2
  for (let change = first; change < first + rows; change++) {
    const delta = row(map.deltas, change, map.channels)
    const base = row(map.base, int(map.cells, change), map.channels)
    let any = spread(0)
    if (!subtractBase) {
      for (let i: usize = 0; i < size; i += STEP) any = joinBits(any, load<Vector>(delta + i))
    } else if (kind == RELU) {
      for (let i: usize = 0; i < size; i += STEP) {
        const x = subtract(larger(spread(0), load<Vector>(delta + i)), load<Vector>(base + i))
        store<Vector>(delta + i, x)
        any = joinBits(any, x)
      }
    } else if (kind == RELU6) {
      for (let i: usize = 0; i < size; i += STEP) {
        const x = subtract(smaller(spread(6), larger(spread(0), load<Vector>(delta + i))), load<Vector>(base + i))
        store<Vector>(delta + i, x)
        any = joinBits(any, x)
      }
    } else if (kind == SWISH) {
      // Two at a time, as one alone takes nearly twice as long: its constants are brought anew for each.
      let i: usize = 0
      for (; i + 2 * STEP <= size; i += 2 * STEP) {
        const at = delta + i
        const x = load<Vector>(at), y = load<Vector>(at, STEP)
        const dx = subtract(swish(x), load<Vector>(base + i)), dy = subtract(swish(y), load<Vector>(base + i, STEP))
        store<Vector>(at, dx)
        store<Vector>(at, dy, STEP)
        any = joinBits(joinBits(any, dx), dy)
      }
      if (i < size) {
        const x = subtract(swish(load<Vector>(delta + i)), load<Vector>(base + i))
        store<Vector>(delta + i, x)
        any = joinBits(any, x)
      }
    } else {
      for (let i: usize = 0; i < size; i += STEP) {
        const x = subtract(nonlinearity(kind, load<Vector>(delta + i), a, b, c), load<Vector>(base + i))
        store<Vector>(delta + i, x)
        any = joinBits(any, x)
      }
    }
    setInt(map.alive, change, anyNonZero(any) ? 1 : 0)
  }
}

/** Applies a nonlinearity to n floats, in place. @param n - a multiple of 4 */
export function activate(values: usize, n: i32, kind: i32, a: f32, b: f32, c: f32): void {
  for (let end = values + ((<usize>n) << 2); values < end; values += STEP) {
    store<Vector>(values, nonlinearity(kind, load<Vector>(values), a, b, c))
  }
}

/** Adds the uncovered image's values to changes, which makes them new values, to be finished. @param before - [cells, channels] */
export function addBefore(map: FeatureMap, before: usize): void {
  const size = (<usize>map.channels) << 2
  for (let change = 0; change < map.changes; change++) {
    const base = row(before, int(map.cells, change), map.channels)
    const delta = row(map.deltas, change, map.channels)
    for (let i: usize = 0; i < size; i += STEP) {
      store<Vector>(delta + i, add(load<Vector>(base + i), load<Vector>(delta + i)))
    }
  }
}

/** Gives a map the changes of another whose patches it has taken over. */
export function copyChanges(from: FeatureMap, to: FeatureMap): void {
  memory.copy(to.deltas, from.deltas, (<usize>(from.changes * from.channels)) << 2)
}

/**
 * Changes of a map that is another one scaled, channel by channel.
 *
 * @param cellStep - 0 where all cells share one row of `scale`, `channels` where each has its own
 */
export function scaleChanges(from: FeatureMap, to: FeatureMap, scale: usize, cellStep: i32): void {
  const size = (<usize>from.channels) << 2
  for (let change = 0; change < from.changes; change++) {
    const own = row(scale, int(from.cells, change), cellStep)
    const delta = row(from.deltas, change, from.channels)
    const out = row(to.deltas, change, from.channels)
    for (let i: usize = 0; i < size; i += STEP) {
      store<Vector>(out + i, multiply(load<Vector>(delta + i), load<Vector>(own + i)))
    }
  }
}

/** out = base · scale + shift, cell by cell; `cellStep` as in `scaleChanges`. */
export function scaleBase(from: FeatureMap, to: FeatureMap, scale: usize, shift: usize, cellStep: i32): void {
  const size = (<usize>from.channels) << 2
  for (let cell = 0; cell < from.height * from.width; cell++) {
    const value = row(from.base, cell, from.channels)
    const out = row(to.base, cell, from.channels)
    const at = row(0, cell, cellStep)
    for (let i: usize = 0; i < size; i += STEP) {
      store<Vector>(out + i, multiplyAdd(load<Vector>(shift + at + i), load<Vector>(value + i), load<Vector>(scale + at + i)))
    }
  }
}

/** Adds one summand's changes to those of a sum. @param first - whether it is the first, which overwrites what was there */
export function addChanges(from: FeatureMap, to: FeatureMap, first: bool): void {
  const size = (<usize>to.channels) << 2
  for (let change = 0; change < to.changes; change++) {
    const cell = int(to.cells, change)
    const y = cell / to.width, x = cell % to.width
    const patch = patchOf(from, int(to.owners, change))
    const inside = y >= patch.y0 && y < patch.y1 && x >= patch.x0 && x < patch.x1
    const id = inside ? int(patch.ids, (y - patch.y0) * (patch.x1 - patch.x0) + x - patch.x0) : -1
    const out = row(to.deltas, change, to.channels)
    if (first) memory.fill(out, 0, size)
    if (id < 0) continue
    const delta = row(from.deltas, id, to.channels)
    for (let i: usize = 0; i < size; i += STEP) {
      store<Vector>(out + i, add(load<Vector>(out + i), load<Vector>(delta + i)))
    }
  }
}
