import { nonlinearity, RELU, RELU6, SWISH, swish } from './nonlinearity'
import { FeatureMap, int, row, setInt } from './structures'
import { add, anyNonZero, joinBits, larger, smaller, spread, STEP, subtract, Vector } from '../vector/vector'

/** What becomes of sums. Numbered as in src/engine/changes/settling.ts. */
/** Values, once `before` is added. */
const VALUES: i32 = 0
/** Changes as they are, of a stage that is linear throughout. */
const CHANGES: i32 = 1
// Otherwise changes, once `before` is added, the nonlinearity applied and the base subtracted.

/**
 * Makes of the sums in a map's `deltas` what they are to be, and marks the changes that are not zero.
 *
 * @param first - the first of the changes; `rows` is how many
 * @param before - float32: the uncovered image's values before the nonlinearity, or the bias; of a cell row cell · beforeStep
 * @param kind - which nonlinearity, with its settings a, b and c
 */
export function settle(
  to: FeatureMap, first: i32, rows: i32, before: usize, beforeStep: i32, mode: i32, kind: i32, a: f32, b: f32, c: f32,
): void {
  const size = (<usize>to.channels) << 2
  let delta = row(to.deltas, first, to.channels)
  for (let change = first; change < first + rows; change++) {
    const cell = int(to.cells, change)
    const from = before + ((<usize>(cell * beforeStep)) << 2)
    const base = row(to.base, cell, to.channels)
    let any = spread(0)
    if (mode == VALUES) {
      for (let i: usize = 0; i < size; i += STEP) store<Vector>(delta + i, add(load<Vector>(from + i), load<Vector>(delta + i)))
    } else if (mode == CHANGES) {
      for (let i: usize = 0; i < size; i += STEP) any = joinBits(any, load<Vector>(delta + i))
    } else if (kind == RELU) {
      for (let i: usize = 0; i < size; i += STEP) {
        const x = larger(spread(0), add(load<Vector>(from + i), load<Vector>(delta + i)))
        const change = subtract(x, load<Vector>(base + i))
        store<Vector>(delta + i, change)
        any = joinBits(any, change)
      }
    } else if (kind == RELU6) {
      for (let i: usize = 0; i < size; i += STEP) {
        const x = smaller(spread(6), larger(spread(0), add(load<Vector>(from + i), load<Vector>(delta + i))))
        const change = subtract(x, load<Vector>(base + i))
        store<Vector>(delta + i, change)
        any = joinBits(any, change)
      }
    } else if (kind == SWISH) {
      // Two at a time: see elementwise.ts.
      let i: usize = 0
      for (; i + 2 * STEP <= size; i += 2 * STEP) {
        const at = delta + i
        const x = add(load<Vector>(from + i), load<Vector>(at)), y = add(load<Vector>(from + i, STEP), load<Vector>(at, STEP))
        const dx = subtract(swish(x), load<Vector>(base + i)), dy = subtract(swish(y), load<Vector>(base + i, STEP))
        store<Vector>(at, dx)
        store<Vector>(at, dy, STEP)
        any = joinBits(joinBits(any, dx), dy)
      }
      if (i < size) {
        const change = subtract(swish(add(load<Vector>(from + i), load<Vector>(delta + i))), load<Vector>(base + i))
        store<Vector>(delta + i, change)
        any = joinBits(any, change)
      }
    } else {
      for (let i: usize = 0; i < size; i += STEP) {
        const x = nonlinearity(kind, add(load<Vector>(from + i), load<Vector>(delta + i)), a, b, c)
        const change = subtract(x, load<Vector>(base + i))
        store<Vector>(delta + i, change)
        any = joinBits(any, change)
      }
    }
    if (mode != VALUES) setInt(to.alive, change, anyNonZero(any) ? 1 : 0)
    delta += size
  }
}
