import { nonlinearity, RELU, RELU6 } from './nonlinearity'
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
