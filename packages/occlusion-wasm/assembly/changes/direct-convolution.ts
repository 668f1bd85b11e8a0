import { compress, multiplyRow } from './product'
import { settle } from './settle'
import { FeatureMap, int, patchOf, row, Sliding } from './structures'
import { add, STEP, Vector } from '../vector/vector'

/** Filters that are multiplied at once, as long as there are as many, and bytes of their weights for one input. */
const FILTERS: i32 = 48
const ROW: usize = 4 * FILTERS
/** Inputs whose products are added up before they join the sums: their weights, 18 kB, stay in the nearest cache. */
const DEPTH: i32 = 96

/**
 * A convolution's changes by values that are not zero, where no two outputs share products: those of each output's inputs are added up
 * at once, tap by tap, rather than being written down to be gathered.
 *
 * @param entries - [chunk, DEPTH] pairs of float32 and int32, scratch
 * @param counts - int32 [chunk], and as many float32 as FILTERS, scratch
 * @param weights - float32 [filters / FILTERS, taps, channels, FILTERS]
 * @param chunk - outputs computed at a time
 * @param shuffles - see `storeNonZero`
 * @param before - float32 [outputs, channels], of which each output has row cell · beforeStep; added to the sums
 * @param mode - what becomes of the sums: see settle.ts
 * @param kind - which nonlinearity, with its settings a, b and c
 * @returns multiply-adds done
 */
export function convolveDirectly(
  from: FeatureMap, to: FeatureMap, by: Sliding, entries: usize, counts: usize, weights: usize, chunk: i32, shuffles: usize,
  before: usize, beforeStep: i32, mode: i32, kind: i32, a: f32, b: f32, c: f32,
): f64 {
  const list = (<usize>DEPTH) << 3
  const sums = counts + ((<usize>chunk) << 2)
  const taps = by.height * by.width
  let done: f64 = 0
  for (let first = 0; first < to.changes; first += chunk) {
    const rows = min(chunk, to.changes - first)
    for (let tap = 0; tap < taps; tap++) {
      for (let channel = 0; channel < from.channels; channel += DEPTH) {
        const further = tap + channel > 0
        let listed = 0
        for (let r = 0; r < rows; r++) {
          listed += listValues(entries + <usize>r * list, counts + ((<usize>r) << 2), from, to, by, tap, channel, first + r, shuffles)
        }
        done += <f64>listed * <f64>to.channels
        let panel = weights + <usize>(tap * from.channels + channel) * ROW
        for (let filter = 0; filter < to.channels; filter += FILTERS) {
          const filters = min(FILTERS, to.channels - filter)
          let out = row(to.deltas, first, to.channels) + ((<usize>filter) << 2)
          for (let r = 0; r < rows; r++) {
            const count = int(counts, r)
            if (!further) {
              multiplyRow(out, entries + <usize>r * list, count, panel, filters)
            } else if (count > 0) {
              multiplyRow(sums, entries + <usize>r * list, count, panel, filters)
              addRow(out, sums, filters)
            }
            out += (<usize>to.channels) << 2
          }
          panel += <usize>(taps * from.channels) * ROW
        }
      }
    }
    settle(to, first, rows, before, beforeStep, mode, kind, a, b, c)
  }
  return done
}

/** Lists those of DEPTH values that are not zero, of the input that an output reads by a tap. @returns how many */
function listValues(
  entries: usize, counts: usize, from: FeatureMap, to: FeatureMap, by: Sliding, tap: i32, channel: i32, change: i32, shuffles: usize,
): i32 {
  const id = sourceOf(from, to, by, tap, change)
  if (id < 0) {
    store<i32>(counts, 0)
    return 0
  }
  const values = row(from.deltas, id, from.channels)
  compress(entries, counts, values, 0, 1, DEPTH, channel, min(DEPTH, from.channels - channel), <i32>ROW, shuffles)
  return load<i32>(counts)
}

/** Adds n floats to others. */
// @ts-ignore: decorator
@inline
function addRow(to: usize, from: usize, n: i32): void {
  for (const end = from + ((<usize>n) << 2); from < end; from += STEP) {
    store<Vector>(to, add(load<Vector>(to), load<Vector>(from)))
    to += STEP
  }
}

/** The change of the input that an output reads by a tap; −1 if it does not change. */
function sourceOf(from: FeatureMap, to: FeatureMap, by: Sliding, tap: i32, change: i32): i32 {
  const patch = patchOf(from, int(to.owners, change))
  const cell = int(to.cells, change)
  const y = cell / to.width * by.strideY - by.top + tap / by.width * by.dilationY - patch.y0
  const x = cell % to.width * by.strideX - by.left + tap % by.width * by.dilationX - patch.x0
  const width = patch.x1 - patch.x0
  if (<u32>y >= <u32>(patch.y1 - patch.y0) || <u32>x >= <u32>width) return -1
  return int(patch.ids, y * width + x)
}
