import { NetworkError } from '../network-error.js'
import type { MapShape, Shape } from '../shape.js'

/** Largest window, stride, dilation or padding: no side of an image is longer, and the kernels' arithmetic holds no more. */
const LONGEST = 65_535

/** @throws NetworkError `LAYER_SETTING` unless there are `count` whole numbers from `least` to `most` */
export function checkSizes(
  sizes: readonly number[],
  count: number,
  least: number,
  field: string,
  most = LONGEST,
): void {
  const whole = (size: number) => Number.isInteger(size) && size >= least && size <= most
  if (sizes.length !== count || !sizes.every(whole)) {
    throw new NetworkError(
      'LAYER_SETTING',
      `${field}: expected ${count} whole numbers from ${least} to ${most}, got [${sizes.join(', ')}]`,
    )
  }
}

/** @throws NetworkError `WEIGHTS_LENGTH` or `WEIGHTS_NOT_FINITE` */
export function checkWeights(weights: Float32Array, expected: number, field: string): void {
  if (weights.length !== expected) {
    throw new NetworkError('WEIGHTS_LENGTH', `${field}: expected ${expected} values, got ${weights.length}`)
  }
  if (allFinite(weights)) return
  const bad = weights.findIndex((weight) => !Number.isFinite(weight))
  throw new NetworkError('WEIGHTS_NOT_FINITE', `${field}: element ${bad} is ${weights[bad]}`)
}

/** What is not finite is not zero when it is multiplied by zero. A model may have a hundred million of them: four sums at a time. */
function allFinite(values: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0]
  const whole = values.length & ~3
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! * 0
    b += values[i + 1]! * 0
    c += values[i + 2]! * 0
    d += values[i + 3]! * 0
  }
  for (let i = whole; i < values.length; i++) a += values[i]! * 0
  return a + b + c + d === 0
}

/** @throws NetworkError `LAYER_SETTING` unless channels and filters fall into so many groups of one size */
export function checkGroups(groups: number, channels: number, filters: number, label: string): void {
  if (Number.isInteger(groups) && groups >= 1 && channels % groups === 0 && filters % groups === 0) return
  const expected = `a divisor of ${channels} channels and ${filters} filters`
  throw new NetworkError('LAYER_SETTING', `${label}, groups: expected ${expected}, got ${groups}`)
}

/** @throws NetworkError `LAYER_SETTING` unless it is one of the input's axes; `SHAPE_MISMATCH` if there are more than three */
export function checkAxis(axis: number, input: Shape, label: string): void {
  if (input.length > 3) throw mismatch(label, 'at most three axes', input)
  if (!Number.isInteger(axis) || axis < 0 || axis >= input.length) {
    const expected = `one of the ${input.length} axes of [${input.join(', ')}], from 0`
    throw new NetworkError('LAYER_SETTING', `${label}, axis: expected ${expected}, got ${axis}`)
  }
}

/** @throws NetworkError `LAYER_SETTING` unless it is a finite number above zero, or zero where that will do */
export function checkPositive(value: number, field: string, orZero = false): void {
  if (Number.isFinite(value) && (value > 0 || (orZero && value === 0))) return
  const expected = orZero ? 'a number of at least 0' : 'a number above 0'
  throw new NetworkError('LAYER_SETTING', `${field}: expected ${expected}, got ${value}`)
}

/** @throws NetworkError `SHAPE_MISMATCH` for what is not [H, W, C] */
export function mapShape(shape: Shape, label: string): MapShape {
  if (shape.length !== 3) throw mismatch(label, 'feature maps, [H, W, C]', shape)
  return shape as MapShape
}

export function mismatch(label: string, expected: string, got: Shape): NetworkError {
  return new NetworkError('SHAPE_MISMATCH', `${label}: expected ${expected}, got [${got.join(', ')}]`)
}
