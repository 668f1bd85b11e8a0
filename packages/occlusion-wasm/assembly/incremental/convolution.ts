import { multiplyRow } from './product'
import { FeatureMap, int, Patch, patchOf, Sliding } from './structures'

/**
 * Convolutions by differences. A convolution is linear, so each change is multiplied by the filters once (`spreadChanges`),
 * and an output's change is the sum of the products that reach it (`listTerms`, and gather.ts), however many windows and
 * outputs share them. A layer of many filters is done in slices of `filters` at a time, so that the products in
 * hand stay in the cache; weights are stored slice by slice, [inputs, taps, filters].
 */

/**
 * The products of every change with the filters: products[change, tap, filter] = Σ delta[change, i] · weights[i, tap, filter],
 * for the taps that bring the change's cell to an output.
 *
 * @param products - float32 [changes, taps, filters]
 * @param entries - of each change its nonzero values, as `compress` leaves them
 * @returns multiply-adds done
 */
export function spreadChanges(
  products: usize, from: FeatureMap, entries: usize, counts: usize, weights: usize, by: Sliding, filters: i32,
): f64 {
  const taps = by.height * by.width
  const plain = by.strideY == 1 && by.strideX == 1 && by.dilationY == 1 && by.dilationX == 1
  let done: f64 = 0
  for (let change = 0; change < from.changes; change++) {
    const count = int(counts, change)
    if (count > 0) {
      const cell = int(from.cells, change)
      const y = cell / from.width + by.top, x = cell % from.width + by.left
      const reached = plain
        ? spreadPlain(products, entries, count, weights, by, filters, y, x)
        : spreadStrided(products, entries, count, weights, by, filters, y, x)
      done += <f64>(count * reached)
    }
    entries += (<usize>from.channels) << 3
    products += (<usize>(taps * filters)) << 2
  }
  return done
}

/** Stride and dilation 1: the taps that reach an output are a rectangle, and its rows are runs of columns of the matrix. */
function spreadPlain(
  products: usize, entries: usize, count: i32, weights: usize, by: Sliding, filters: i32, y: i32, x: i32,
): i32 {
  const y0 = max(0, y - by.outHeight + 1), y1 = min(by.height, y + 1)
  const x0 = max(0, x - by.outWidth + 1), x1 = min(by.width, x + 1)
  if (y0 >= y1 || x0 >= x1) return 0
  const rows = x1 - x0 == by.width ? 1 : y1 - y0
  const columns = (x1 - x0) * filters * (rows == 1 ? y1 - y0 : 1)
  for (let r = 0; r < rows; r++) {
    const at = (<usize>(((y0 + r) * by.width + x0) * filters)) << 2
    multiplyRow(products + at, entries, count, weights + at, columns)
  }
  return rows * columns
}

/** Any stride and dilation: tap by tap. */
function spreadStrided(
  products: usize, entries: usize, count: i32, weights: usize, by: Sliding, filters: i32, y: i32, x: i32,
): i32 {
  let columns = 0
  for (let ky = 0; ky < by.height; ky++) {
    const oy = y - ky * by.dilationY
    if (oy < 0 || oy % by.strideY != 0 || oy / by.strideY >= by.outHeight) continue
    for (let kx = 0; kx < by.width; kx++) {
      const ox = x - kx * by.dilationX
      if (ox < 0 || ox % by.strideX != 0 || ox / by.strideX >= by.outWidth) continue
      const at = (<usize>((ky * by.width + kx) * filters)) << 2
      multiplyRow(products + at, entries, count, weights + at, filters)
      columns += filters
    }
  }
  return columns
}

/**
 * Lists, for every change of the map after a convolution and the pooling on it, which products add up to it: for each
 * convolution output under the pooling window, how many terms there are (−1 if the output does not exist), which output it
 * is, and the byte offsets of the terms.
 *
 * @param terms - int32, filled; as many as changes · outputs under a pooling window · (taps + 2) are room enough
 */
export function listTerms(terms: usize, from: FeatureMap, to: FeatureMap, by: Sliding, pooling: Sliding, filters: i32): void {
  const taps = by.height * by.width
  const product = (taps * filters) << 2
  for (let change = 0; change < to.changes; change++) {
    const patch = patchOf(from, int(to.owners, change))
    const cell = int(to.cells, change)
    const y = cell / to.width * pooling.strideY - pooling.top, x = cell % to.width * pooling.strideX - pooling.left
    for (let oy = y; oy < y + pooling.height; oy++) {
      for (let ox = x; ox < x + pooling.width; ox++) {
        if (oy < 0 || ox < 0 || oy >= by.outHeight || ox >= by.outWidth) {
          store<i32>(terms, -1)
          terms += 8
          continue
        }
        const head = terms
        terms = listTaps(terms + 8, patch, by, oy * by.strideY - by.top, ox * by.strideX - by.left, product, filters)
        store<i32>(head, <i32>((terms - head - 8) >> 2))
        store<i32>(head, oy * by.outWidth + ox, 4)
      }
    }
  }
}

/** First tap at or after which a window that starts at `start` is inside a patch whose first row or column is `from`. */
// @ts-ignore: decorator
@inline
function firstTap(start: i32, from: i32, dilation: i32): i32 {
  const missing = from - start
  if (missing <= 0) return 0
  return dilation == 1 ? missing : (missing + dilation - 1) / dilation
}

/** One past the last tap that is before the patch's end. */
// @ts-ignore: decorator
@inline
function endTap(start: i32, end: i32, dilation: i32, taps: i32): i32 {
  const reached = end - start
  if (reached <= 0) return 0
  return min(taps, dilation == 1 ? reached : (reached + dilation - 1) / dilation)
}

/** Lists the terms of the output whose window starts at (y, x) of the input. @returns the end of the list */
// @ts-ignore: decorator
@inline
function listTaps(terms: usize, patch: Patch, by: Sliding, y: i32, x: i32, product: i32, filters: i32): usize {
  const y0 = firstTap(y, patch.y0, by.dilationY), y1 = endTap(y, patch.y1, by.dilationY, by.height)
  const x0 = firstTap(x, patch.x0, by.dilationX), x1 = endTap(x, patch.x1, by.dilationX, by.width)
  const width = patch.x1 - patch.x0
  for (let ky = y0; ky < y1; ky++) {
    let ids = patch.ids + ((<usize>((y + ky * by.dilationY - patch.y0) * width + x + x0 * by.dilationX - patch.x0)) << 2)
    let tap = ((ky * by.width + x0) * filters) << 2
    for (let kx = x0; kx < x1; kx++) {
      const id = load<i32>(ids)
      // Stored always and kept if the cell changes.
      store<i32>(terms, id * product + tap)
      terms += id >= 0 ? 4 : 0
      ids += (<usize>by.dilationX) << 2
      tap += filters << 2
    }
  }
  return terms
}
