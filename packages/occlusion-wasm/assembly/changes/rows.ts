import { exponentialOf, logarithmOf, powerOf } from '../vector/real'
import { row } from './structures'

/**
 * Operations on all channels of a cell at once, in place, on rows of float32 [rows, stride] of which the first `channels` count.
 * Sums are added up in float64, channel after channel, so that they are the same in every build.
 */

// @ts-ignore: decorator
@inline
function valueAt(values: usize, c: i32): f64 {
  return <f64>load<f32>(values + ((<usize>c) << 2))
}

// @ts-ignore: decorator
@inline
function setValue(values: usize, c: i32, value: f64): void {
  store<f32>(values + ((<usize>c) << 2), <f32>value)
}

/** (x − mean) / √(variance + ε) · scale + shift; without `centred` the mean is taken for zero, which is the root mean square. */
export function normaliseRows(
  values: usize, rows: i32, stride: i32, channels: i32, centred: bool, epsilon: f64, scale: usize, shift: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const own = row(values, r, stride)
    let sum: f64 = 0
    if (centred) for (let c = 0; c < channels; c++) sum += valueAt(own, c)
    const mean = sum / <f64>channels
    let squares: f64 = 0
    for (let c = 0; c < channels; c++) {
      const deviation = valueAt(own, c) - mean
      squares += deviation * deviation
    }
    const factor = 1 / sqrt(squares / <f64>channels + epsilon)
    for (let c = 0; c < channels; c++) {
      setValue(own, c, (valueAt(own, c) - mean) * factor * valueAt(scale, c) + valueAt(shift, c))
    }
  }
}

/** x / √max(Σx², ε). */
export function shortenRows(values: usize, rows: i32, stride: i32, channels: i32, epsilon: f64): void {
  for (let r = 0; r < rows; r++) {
    const own = row(values, r, stride)
    let squares: f64 = 0
    for (let c = 0; c < channels; c++) squares += valueAt(own, c) * valueAt(own, c)
    const factor = 1 / sqrt(max(squares, epsilon))
    for (let c = 0; c < channels; c++) setValue(own, c, valueAt(own, c) * factor)
  }
}

/** eˣ / Σeˣ, or its logarithm; the largest x is subtracted first. */
export function softmaxRows(values: usize, rows: i32, stride: i32, channels: i32, logarithm: bool): void {
  for (let r = 0; r < rows; r++) {
    const own = row(values, r, stride)
    let most = valueAt(own, 0)
    for (let c = 1; c < channels; c++) most = max(most, valueAt(own, c))
    let sum: f64 = 0
    for (let c = 0; c < channels; c++) {
      const power = exponentialOf(valueAt(own, c) - most)
      sum += power
      if (!logarithm) setValue(own, c, power)
    }
    const less = logarithmOf(sum)
    for (let c = 0; c < channels; c++) {
      setValue(own, c, logarithm ? valueAt(own, c) - most - less : valueAt(own, c) / sum)
    }
  }
}

/**
 * x / (bias + α · Σx²)^β, the sum over the channels from `before` before to `after` behind, as far as there are any.
 *
 * @param copy - float32 [channels], scratch
 */
export function respondRows(
  values: usize, rows: i32, stride: i32, channels: i32, before: i32, after: i32, alpha: f64, beta: f64, bias: f64, copy: usize,
): void {
  for (let r = 0; r < rows; r++) {
    const own = row(values, r, stride)
    memory.copy(copy, own, (<usize>channels) << 2)
    for (let c = 0; c < channels; c++) {
      let squares: f64 = 0
      for (let k = max(0, c - before); k <= min(channels - 1, c + after); k++) squares += valueAt(copy, k) * valueAt(copy, k)
      const sum = bias + alpha * squares
      const root = sqrt(sum)
      // What nearly every network has is three quarters.
      setValue(own, c, valueAt(copy, c) * (beta == 0.75 ? 1 / (root * sqrt(root)) : powerOf(sum, -beta)))
    }
  }
}
