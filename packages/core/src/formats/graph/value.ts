import type { NetworkValue } from '../../network/network-builder.js'

/** A tensor known before any image is: a weight, or a shape that the graph computes. */
export interface Constant {
  readonly kind: 'constant'
  readonly shape: readonly number[]
  /** Row by row. Whole numbers and truth values are kept as float64, in which 32 bits of them are exact. */
  readonly values: Float32Array | Float64Array
  /** `whole` for integers and truth values, whose quotients are rounded. */
  readonly type: 'float' | 'whole'
}

/** A tensor that depends on the image. */
export interface Live {
  readonly kind: 'live'
  /** As the file has it, with the axis of the batch, of one image, where it has one. */
  readonly shape: readonly number[]
  /** The same values in the same order; its shape may be another until an operation asks for its own. */
  readonly value: NetworkValue
  /** A softmax or sigmoid that is yet to be applied: at the end of the graph it is the head, and before it an operation. */
  readonly pending?: Pending
  /** Why these are no logits, such as `node "x" ends in relu`; absent where they may be. */
  readonly ending?: string
}

export interface Pending {
  readonly kind: 'softmax' | 'sigmoid'
  /** Whether it is the logarithm of the one named. */
  readonly logarithm: boolean
  /** Of the tensor it is applied to, along whose last axis a softmax goes; what waits may have been reshaped since. */
  readonly shape: readonly number[]
  /** The node that applies it. */
  readonly node: string
}

/** What a node of a graph takes and gives. */
export type Value = Constant | Live

/** @param shape - of the values, which are all of them */
export function constant(
  shape: readonly number[],
  values: Float32Array | Float64Array,
  type: 'float' | 'whole',
): Constant {
  return { kind: 'constant', shape, values, type }
}

/** A list of whole numbers, such as a shape, as a vector. */
export function wholeNumbers(values: readonly number[]): Constant {
  return constant([values.length], Float64Array.from(values), 'whole')
}

export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** How far apart neighbours along each axis lie, of values row by row. */
export function rowSteps(shape: readonly number[]): number[] {
  const steps = new Array<number>(shape.length).fill(1)
  for (let axis = shape.length - 2; axis >= 0; axis--) steps[axis] = steps[axis + 1]! * shape[axis + 1]!
  return steps
}

/** `[1, 7, 7, 3]`. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}
