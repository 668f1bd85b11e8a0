import { compress, multiplyRow } from './product'
import { settle } from './settle'
import { FeatureMap, int, patchOf, row, setInt, Sliding } from './structures'
import { add, STEP, Vector } from '../vector/vector'

/** Filters that are multiplied at once, as long as there are as many, and bytes of their weights for one input. */
const FILTERS: i32 = 48
const ROW: i32 = 4 * FILTERS
/** Inputs whose products are added up before they join the sums: their weights, 18 kB, stay in the nearest cache. */
const DEPTH: i32 = 96

/**
 * A 1×1 convolution's changes by values that are not zero: an output's change is that of one input times the filters, so that nothing
 * is written down to be gathered.
 *
 * @param entries - [chunk, DEPTH] pairs of float32 and int32, scratch
 * @param counts - int32 [chunk], and as many float32 as FILTERS, scratch
 * @param weights - float32 [filters / FILTERS, channels, FILTERS]
 * @param chunk - outputs computed at a time, few enough for their inputs' values to stay in the cache
 * @param shuffles - see `storeNonZero`
 * @param before - float32 [outputs, channels], of which each output has row cell · beforeStep; added to the sums
 * @param mode - what becomes of the sums: see settle.ts
 * @param kind - which nonlinearity, with its settings a, b and c
 * @returns multiply-adds done
 */
export function convolvePoints(
  from: FeatureMap, to: FeatureMap, by: Sliding, entries: usize, counts: usize, weights: usize, chunk: i32, shuffles: usize,
  before: usize, beforeStep: i32, mode: i32, kind: i32, a: f32, b: f32, c: f32,
): f64 {
  const list = (<usize>DEPTH) << 3
  const sums = counts + ((<usize>chunk) << 2)
  let done: f64 = 0
  for (let first = 0; first < to.changes; first += chunk) {
    const rows = min(chunk, to.changes - first)
    for (let channel = 0; channel < from.channels; channel += DEPTH) {
      const depth = min(DEPTH, from.channels - channel)
      for (let r = 0; r < rows; r++) {
        const id = sourceOf(from, to, by, first + r)
        if (id < 0) {
          setInt(counts, r, 0)
          continue
        }
        const values = row(from.deltas, id, from.channels)
        compress(entries + <usize>r * list, counts + ((<usize>r) << 2), values, 0, 1, DEPTH, channel, depth, ROW, shuffles)
        done += <f64>(int(counts, r) * to.channels)
      }
      let panel = weights + <usize>(channel * ROW)
      for (let filter = 0; filter < to.channels; filter += FILTERS) {
        const filters = min(FILTERS, to.channels - filter)
        let out = row(to.deltas, first, to.channels) + ((<usize>filter) << 2)
        for (let r = 0; r < rows; r++) {
          multiplyRow(channel == 0 ? out : sums, entries + <usize>r * list, int(counts, r), panel, filters)
          if (channel > 0) addRow(out, sums, filters)
          out += (<usize>to.channels) << 2
        }
        panel += <usize>(from.channels * ROW)
      }
    }
    settle(to, first, rows, before, beforeStep, mode, kind, a, b, c)
  }
  return done
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

/** The change that an output's is made of; −1 if there is none. */
function sourceOf(from: FeatureMap, to: FeatureMap, by: Sliding, change: i32): i32 {
  const patch = patchOf(from, int(to.owners, change))
  const cell = int(to.cells, change)
  const y = cell / to.width * by.strideY - by.top - patch.y0, x = cell % to.width * by.strideX - by.left - patch.x0
  const width = patch.x1 - patch.x0
  if (<u32>y >= <u32>(patch.y1 - patch.y0) || <u32>x >= <u32>width) return -1
  return int(patch.ids, y * width + x)
}
