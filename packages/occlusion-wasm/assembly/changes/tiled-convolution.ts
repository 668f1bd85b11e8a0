import { settle } from './settle'
import { FeatureMap, int, Panel, panelOf, patchOf, row, Sliding } from './structures'
import { multiplyRows } from '../dense/tiled-product'

/**
 * A convolution's changes as products of whole rows: each output's change is a row of inputs' changes, tap by tap, times the
 * filters. Nothing is gathered: the product is told where the inputs lie.
 *
 * @param panels - Panel [count]: the filters
 * @param sources - uint32 [chunk, taps], scratch
 * @param zeros - float32 zeros, as many as a cell of `from` has channels
 * @param chunk - outputs computed at a time, few enough for them and their inputs to stay in the cache
 * @param before - float32 [outputs, channels], of which each output has row cell · beforeStep; added to the sums
 * @param mode - what becomes of the sums: see settle.ts
 * @param kind - which nonlinearity, with its settings a, b and c
 * @returns how many inputs were multiplied: pairs of an output and a tap
 */
export function convolveChanges(
  from: FeatureMap, to: FeatureMap, by: Sliding, panels: usize, count: i32, sources: usize, zeros: usize, chunk: i32,
  before: usize, beforeStep: i32, mode: i32, kind: i32, a: f32, b: f32, c: f32,
): f64 {
  const taps = by.height * by.width
  let done: f64 = 0
  for (let first = 0; first < to.changes; first += chunk) {
    const rows = min(chunk, to.changes - first)
    done += <f64>listSources(sources, from, to, by, first, rows, zeros)
    const out = row(to.deltas, first, to.channels)
    for (let p = 0; p < count; p++) {
      const panel = panelOf(panels, p)
      multiplyRows(
        out + ((<usize>panel.offset) << 2), to.channels, sources, (<usize>panel.first) << 2, rows, taps, panel.inputs, panel.weights,
        panel.columns, zeros,
      )
    }
    settle(to, first, rows, before, beforeStep, mode, kind, a, b, c)
  }
  return done
}

/**
 * Lists where the inputs of outputs' changes lie.
 *
 * @param sources - uint32 [rows, taps], filled; `zeros` for inputs that do not change
 * @param first - the first of the changes; `rows` is how many
 * @returns how many inputs change
 */
function listSources(sources: usize, from: FeatureMap, to: FeatureMap, by: Sliding, first: i32, rows: i32, zeros: usize): i32 {
  const size = (<usize>from.channels) << 2
  let listed = 0
  for (let change = first; change < first + rows; change++) {
    const patch = patchOf(from, int(to.owners, change))
    const cell = int(to.cells, change)
    const y = cell / to.width * by.strideY - by.top - patch.y0, x = cell % to.width * by.strideX - by.left - patch.x0
    const height = patch.y1 - patch.y0, width = patch.x1 - patch.x0
    for (let ky = 0; ky < by.height; ky++) {
      const iy = y + ky * by.dilationY
      const within = <u32>iy < <u32>height
      const ids = patch.ids + ((<usize>(iy * width)) << 2)
      for (let kx = 0; kx < by.width; kx++) {
        const ix = x + kx * by.dilationX
        const id = within && <u32>ix < <u32>width ? int(ids, ix) : -1
        store<u32>(sources, <u32>(id < 0 ? zeros : from.deltas + <usize>id * size))
        sources += 4
        listed += id < 0 ? 0 : 1
      }
    }
  }
  return listed
}
