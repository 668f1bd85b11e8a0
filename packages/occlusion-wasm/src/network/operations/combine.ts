import type { Shape } from '../shape.js'
import { sizeOf } from '../shape.js'
import { broadcastIndex, broadcastShape } from './broadcast.js'
import { type Gain, noGain, type OperationRules, type Reference } from './operation-rules.js'

/**
 * Values combined one by one, from the first input to the last: products, the largest, the smallest. Shapes may differ as
 * `broadcastShape` has it, so that `multiply` is a gate on channels (squeeze and excitation) or places.
 */
export interface Combine {
  readonly kind: 'multiply' | 'maximum' | 'minimum'
}

/** The first input less, or divided by, the second. */
export interface CombineTwo {
  readonly kind: 'subtract' | 'divide'
}

export const multiply = combining<Combine>('two or more', {
  ...noGain,
  growth: (sum, inputs) => (sum / inputs) ** inputs,
  room: (value, inputs) => value ** inputs,
})
export const maximum = combining<Combine>('two or more', noGain)
export const minimum = combining<Combine>('two or more', noGain)
export const subtract = combining<CombineTwo>('two', noGain)
/** Nothing bounds a quotient: covered copies in which float32 does not hold one are found as they come. */
export const divide = combining<CombineTwo>('two', {
  ...noGain,
  growth: () => Number.POSITIVE_INFINITY,
})

function combining<O>(arity: OperationRules<O>['arity'], gain: Gain): OperationRules<O> {
  return {
    arity,
    check: () => {},
    outputShape: (_, inputs, label) => broadcastShape(inputs, label),
    multiplyAdds: () => 0,
    gain: () => gain,
  }
}

export const multiplyReference: Reference<Combine> = (_, inputs, __, output, shapes) =>
  combined(inputs, shapes, output, (a, b) => a * b)
export const maximumReference: Reference<Combine> = (_, inputs, __, output, shapes) =>
  combined(inputs, shapes, output, Math.max)
export const minimumReference: Reference<Combine> = (_, inputs, __, output, shapes) =>
  combined(inputs, shapes, output, Math.min)
export const subtractReference: Reference<CombineTwo> = (_, inputs, __, output, shapes) =>
  combined(inputs, shapes, output, (a, b) => a - b)
export const divideReference: Reference<CombineTwo> = (_, inputs, __, output, shapes) =>
  combined(inputs, shapes, output, (a, b) => a / b)

/** @returns flat, of the shape `output` */
export function combined(
  inputs: readonly Float64Array[],
  shapes: readonly Shape[],
  output: Shape,
  combine: (a: number, b: number) => number,
): Float64Array {
  return Float64Array.from({ length: sizeOf(output) }, (_, i) =>
    inputs.map((values, k) => values[broadcastIndex(i, shapes[k]!, output)]!).reduce((a, b) => combine(a, b)),
  )
}
