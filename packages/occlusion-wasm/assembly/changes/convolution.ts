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
    // Where the channels read are zero and others are not, the change is listed all the same, and so are its products.
    if (count > 0 || (from.alive != 0 && int(from.alive, change) != 0)) {
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
  const tap = filters << 2
  const product = by.height * by.width * tap
  for (let change = 0; change < to.changes; change++) {
    const patch = patchOf(from, int(to.owners, change))
    const cell = int(to.cells, change)
    const y = cell / to.width * pooling.strideY - pooling.top, x = cell % to.width * pooling.strideX - pooling.left
    const endY = y + pooling.height, endX = x + pooling.width
    for (let oy = y; oy < endY; oy++) {
      const iy = oy * by.strideY - by.top - patch.y0
      const y0 = firstTap(iy, by.dilationY), y1 = endTap(iy, patch.y1 - patch.y0, by.dilationY, by.height)
      const line = patch.x1 - patch.x0
      const ids = patch.ids + ((<usize>((iy + y0 * by.dilationY) * line)) << 2)
      for (let ox = x; ox < endX; ox++) {
        if (oy < 0 || ox < 0 || oy >= by.outHeight || ox >= by.outWidth) {
          store<i32>(terms, -1)
          terms += 8
          continue
        }
        const ix = ox * by.strideX - by.left - patch.x0
        const x0 = firstTap(ix, by.dilationX), x1 = endTap(ix, line, by.dilationX, by.width)
        const end = listTaps(
          terms + 8, ids + ((<usize>(ix + x0 * by.dilationX)) << 2), y1 - y0, x1 - x0, line * by.dilationY, by.dilationX,
          (y0 * by.width + x0) * tap, by.width * tap, tap, product,
        )
        store<i32>(terms, <i32>((end - terms - 8) >> 2))
        store<i32>(terms, oy * by.outWidth + ox, 4)
        terms = end
      }
    }
  }
}

/** First tap that lies in a patch, for a window that starts at row or column `start` of the patch, perhaps before it. */
// @ts-ignore: decorator
@inline
function firstTap(start: i32, dilation: i32): i32 {
  if (start >= 0) return 0
  return dilation == 1 ? -start : (dilation - 1 - start) / dilation
}

/** One past the last tap that lies before the patch's end. */
// @ts-ignore: decorator
@inline
function endTap(start: i32, end: i32, dilation: i32, taps: i32): i32 {
  const reached = end - start
  if (reached <= 0) return 0
  return min(taps, dilation == 1 ? reached : (reached + dilation - 1) / dilation)
}

/**
 * Lists the terms of one output: of a rectangle of taps, those whose cell changes. Exported so that it stays out of line, with
 * registers of its own.
 *
 * @param ids - of the first tap's cell; the next row of taps is `down` cells on, the next column `right`
 * @param place - byte offset of the first tap's product among those of its cell; `nextRow` and `tap` go on from it
 * @param product - bytes of a change's products
 * @returns the end of the list
 */
export function listTaps(
  terms: usize, ids: usize, rows: i32, columns: i32, down: i32, right: i32, place: i32, nextRow: i32, tap: i32, product: i32,
): usize {
  for (; rows > 0; rows--) {
    let at = ids
    for (let to = place, end = place + columns * tap; to < end; to += tap) {
      const id = load<i32>(at)
      // Stored always and kept if the cell changes.
      store<i32>(terms, id * product + to)
      terms += id >= 0 ? 4 : 0
      at += (<usize>right) << 2
    }
    ids += (<usize>down) << 2
    place += nextRow
  }
  return terms
}

/** Products as `spreadChanges` computes them, of every change with every tap: of a transposed convolution nearly all are used. */
export function spreadAll(
  products: usize, from: FeatureMap, entries: usize, counts: usize, weights: usize, taps: i32, filters: i32,
): f64 {
  const columns = taps * filters
  let done: f64 = 0
  for (let change = 0; change < from.changes; change++) {
    const count = int(counts, change)
    if (count > 0 || (from.alive != 0 && int(from.alive, change) != 0)) {
      multiplyRow(products, entries, count, weights, columns)
      done += <f64>(count * columns)
    }
    entries += (<usize>from.channels) << 3
    products += (<usize>columns) << 2
  }
  return done
}

/**
 * Lists, for every change of a transposed convolution, which products add up to it; see `listTerms`. Output row y is made of
 * the input rows r and taps k for which y = r · stride + k · dilation − top.
 *
 * @param terms - int32, filled; as many as changes · (taps + 2) are room enough
 */
export function listSpreadTerms(terms: usize, from: FeatureMap, to: FeatureMap, by: Sliding, filters: i32): void {
  const tap = filters << 2
  const product = by.height * by.width * tap
  for (let change = 0; change < to.changes; change++) {
    const patch = patchOf(from, int(to.owners, change))
    const cell = int(to.cells, change)
    const y = cell / to.width + by.top, x = cell % to.width + by.left
    const line = patch.x1 - patch.x0
    const head = terms
    terms += 8
    for (let ky = 0; ky < by.height; ky++) {
      const iy = y - ky * by.dilationY
      if (iy < patch.y0 * by.strideY) break
      if (iy % by.strideY != 0 || iy >= patch.y1 * by.strideY) continue
      const ids = patch.ids + ((<usize>((iy / by.strideY - patch.y0) * line)) << 2)
      for (let kx = 0; kx < by.width; kx++) {
        const ix = x - kx * by.dilationX
        if (ix < patch.x0 * by.strideX) break
        if (ix % by.strideX != 0 || ix >= patch.x1 * by.strideX) continue
        const id = int(ids, ix / by.strideX - patch.x0)
        store<i32>(terms, id * product + (ky * by.width + kx) * tap)
        // Stored always and kept if the cell changes.
        terms += id >= 0 ? 4 : 0
      }
    }
    store<i32>(head, <i32>((terms - head - 8) >> 2))
    store<i32>(head, cell, 4)
  }
}
