import { FeatureMap, int, row } from './structures'

/**
 * One channel made of all: new values (the largest) or changes (the sum times a factor) of every change of `from`. Sums are of
 * float64, so that they do not depend on how many are added at a time.
 *
 * @param channels - of `from`, without padding
 */
export function reduceChanges(from: FeatureMap, to: FeatureMap, channels: i32, factor: f64, largest: bool): void {
  for (let change = 0; change < from.changes; change++) {
    const out = row(to.deltas, change, to.channels)
    const delta = row(from.deltas, change, from.channels)
    memory.fill(out, 0, (<usize>to.channels) << 2)
    if (largest) store<f32>(out, largestOf(row(from.base, int(from.cells, change), from.channels), delta, channels))
    else store<f32>(out, <f32>(sumOf(delta, channels) * factor))
  }
}

/** The same of the uncovered image's values. */
export function reduceBase(from: FeatureMap, to: FeatureMap, channels: i32, factor: f64, largest: bool): void {
  for (let cell = 0; cell < from.height * from.width; cell++) {
    const values = row(from.base, cell, from.channels)
    const reduced = largest ? largestOf(values, 0, channels) : <f32>(sumOf(values, channels) * factor)
    store<f32>(row(to.base, cell, to.channels), reduced)
  }
}

/** @param delta - what is added to the values; null for nothing */
function largestOf(values: usize, delta: usize, channels: i32): f32 {
  let most: f32 = -Infinity
  for (let at: usize = 0, end = (<usize>channels) << 2; at < end; at += 4) {
    most = max(most, load<f32>(values + at) + (delta == 0 ? 0 : load<f32>(delta + at)))
  }
  return most
}

function sumOf(values: usize, channels: i32): f64 {
  let sum: f64 = 0
  for (let at: usize = 0, end = (<usize>channels) << 2; at < end; at += 4) sum += <f64>load<f32>(values + at)
  return sum
}
