import { multiplyRow } from './product'
import { FeatureMap, int, patchOf } from './structures'

/**
 * Dense layers by differences: only features that change are multiplied, each by its row of weights. Weights are stored in
 * slices of `units` at a time, [cells, channels, units].
 */

/**
 * The products of every change with its cell's weights: products[change, unit].
 *
 * @param order - int32 [changes]: the changes cell by cell, so that a cell's weights are fetched once
 * @returns multiply-adds done
 */
export function multiplyChanges(
  products: usize, order: usize, from: FeatureMap, entries: usize, counts: usize, weights: usize, units: i32,
): f64 {
  let done: f64 = 0
  for (let i = 0; i < from.changes; i++) {
    const change = int(order, i)
    const count = int(counts, change)
    if (count == 0) continue
    const ownWeights = weights + ((<usize>(int(from.cells, change) * from.channels * units)) << 2)
    const list = entries + ((<usize>(change * from.channels)) << 3)
    multiplyRow(products + ((<usize>(change * units)) << 2), list, count, ownWeights, units)
    done += <f64>(count * units)
  }
  return done
}

/** Sorts changes by cell. @param starts - int32 [cells + 1], scratch */
export function orderByCell(order: usize, starts: usize, from: FeatureMap): void {
  const cells = from.height * from.width
  memory.fill(starts, 0, (<usize>cells + 1) << 2)
  for (let i = 0; i < from.changes; i++) {
    const at = starts + ((<usize>int(from.cells, i) + 1) << 2)
    store<i32>(at, load<i32>(at) + 1)
  }
  for (let c = 0; c < cells; c++) {
    const at = starts + ((<usize>c) << 2)
    store<i32>(at, load<i32>(at, 4) + load<i32>(at), 4)
  }
  for (let i = 0; i < from.changes; i++) {
    const at = starts + ((<usize>int(from.cells, i)) << 2)
    const place = load<i32>(at)
    store<i32>(order + ((<usize>place) << 2), i)
    store<i32>(at, place + 1)
  }
}

/** Lists, for every change of a dense layer's one cell, the products that add up to it; see `listTerms`. */
export function listAllTerms(terms: usize, from: FeatureMap, to: FeatureMap, units: i32): void {
  for (let change = 0; change < to.changes; change++) {
    const patch = patchOf(from, int(to.owners, change))
    const head = terms
    terms += 8
    const cells = (patch.y1 - patch.y0) * (patch.x1 - patch.x0)
    for (let i = 0; i < cells; i++) {
      const id = int(patch.ids, i)
      if (id >= 0) {
        store<i32>(terms, (id * units) << 2)
        terms += 4
      }
    }
    store<i32>(head, <i32>((terms - head - 8) >> 2))
    store<i32>(head, 0, 4)
  }
}
