import { listChange } from './reach'
import { FeatureMap, patchOf, row } from './structures'
import { add, STEP, Vector } from '../vector/vector'

/**
 * Lists every cell of a map under every window that changes any of its source, and leaves the source's new values there: for what
 * each value has a part in.
 */
export function fillWhole(from: FeatureMap, to: FeatureMap, windows: i32): void {
  const cells = to.height * to.width
  const size = (<usize>(cells * to.channels)) << 2
  to.changes = 0
  for (let w = 0; w < windows; w++) {
    const source = patchOf(from, w)
    const patch = patchOf(to, w)
    const first = to.changes
    const empty = source.y0 >= source.y1 || source.x0 >= source.x1
    patch.y0 = 0
    patch.x0 = 0
    patch.y1 = empty ? 0 : to.height
    patch.x1 = to.width
    patch.ids = to.ids + ((<usize>first) << 2)
    if (empty) continue
    for (let cell = 0; cell < cells; cell++) store<i32>(patch.ids + ((<usize>cell) << 2), listChange(to, cell, w))
    memory.copy(row(to.deltas, first, to.channels), from.base, size)
    let ids = source.ids
    for (let y = source.y0; y < source.y1; y++) {
      for (let x = source.x0; x < source.x1; x++) {
        const id = load<i32>(ids)
        if (id >= 0) addRow(row(to.deltas, first + y * to.width + x, to.channels), row(from.deltas, id, from.channels), from.channels)
        ids += 4
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addRow(out: usize, values: usize, n: i32): void {
  for (let i: usize = 0; i < (<usize>n) << 2; i += STEP) store<Vector>(out + i, add(load<Vector>(out + i), load<Vector>(values + i)))
}

/**
 * (x − mean) / √(variance + ε) · scale + shift, mean and variance over all cells of a map and the channels of a group. Sums are
 * added up in float64, cell after cell, channel after channel.
 *
 * @param values - float32 [maps, cells, stride], of which the first `channels` of a cell count; overwritten
 * @param sums - float64 [2, groups], scratch
 */
export function normaliseGroups(
  values: usize, maps: i32, cells: i32, stride: i32, channels: i32, groups: i32, epsilon: f64, scale: usize, shift: usize, sums: usize,
): void {
  const each = channels / groups
  const means = sums, factors = sums + ((<usize>groups) << 3)
  const count = <f64>cells * <f64>each
  for (let m = 0; m < maps; m++) {
    const map = row(values, m * cells, stride)
    memory.fill(sums, 0, (<usize>groups) << 4)
    for (let cell = 0; cell < cells; cell++) addTo(means, row(map, cell, stride), groups, each)
    for (let g = 0; g < groups; g++) store<f64>(at(means, g), load<f64>(at(means, g)) / count)
    for (let cell = 0; cell < cells; cell++) addSquares(factors, means, row(map, cell, stride), groups, each)
    for (let g = 0; g < groups; g++) store<f64>(at(factors, g), 1 / sqrt(load<f64>(at(factors, g)) / count + epsilon))
    for (let cell = 0; cell < cells; cell++) {
      const value = row(map, cell, stride)
      let c: usize = 0
      for (let g = 0; g < groups; g++) {
        const mean = load<f64>(at(means, g)), factor = load<f64>(at(factors, g))
        for (let i = 0; i < each; i++) {
          const normal = (<f64>load<f32>(value + c) - mean) * factor
          store<f32>(value + c, <f32>(normal * <f64>load<f32>(scale + c) + <f64>load<f32>(shift + c)))
          c += 4
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function at(values: usize, i: i32): usize {
  return values + ((<usize>i) << 3)
}

function addTo(sums: usize, value: usize, groups: i32, each: i32): void {
  for (let g = 0; g < groups; g++) {
    let sum = load<f64>(at(sums, g))
    for (let i = 0; i < each; i++) {
      sum += <f64>load<f32>(value)
      value += 4
    }
    store<f64>(at(sums, g), sum)
  }
}

function addSquares(sums: usize, means: usize, value: usize, groups: i32, each: i32): void {
  for (let g = 0; g < groups; g++) {
    const mean = load<f64>(at(means, g))
    let sum = load<f64>(at(sums, g))
    for (let i = 0; i < each; i++) {
      const deviation = <f64>load<f32>(value) - mean
      sum += deviation * deviation
      value += 4
    }
    store<f64>(at(sums, g), sum)
  }
}
