import { combined, emptyFor, mapped } from './constants.js'
import { constantInput, listInput, type NodeInputs } from './node-inputs.js'
import {
  filled,
  gathered,
  reduced,
  type StridedSlice,
  sliced,
  sliceOf,
  slicesOf,
  transposed,
} from './rearranged.js'
import { type Constant, constant } from './value.js'

/** What a node gives that reads constants alone; undefined for one that is not computed ahead. */
export type Fold<N extends NodeInputs = NodeInputs> = (node: N) => Constant | undefined

export const ofTwo =
  (f: (x: number, y: number) => number, type?: Constant['type']): Fold =>
  (node) =>
    combined(node, constantInput(node, 0), constantInput(node, 1), f, type)

export const ofEach =
  (f: (x: number) => number): Fold =>
  (node) =>
    mapped(constantInput(node, 0), f)

/** Along the axes that the second input lists. @param keeps - whether they stay, of one place */
export const along =
  <N extends NodeInputs>(keeps: (node: N) => boolean, f: (sum: number, value: number) => number): Fold<N> =>
  (node) =>
    reduced(node, constantInput(node, 0), listInput(node, 1), keeps(node), f)

const quotient = ofTwo((x, y) => x / y)
const wholeQuotient = ofTwo((x, y) => Math.trunc(x / y))

/** What is done to constants, in TensorFlow's graphs and TensorFlow Lite's alike. */
export const folds = {
  same: (node) => constantInput(node, 0),
  sum: ofTwo((x, y) => x + y),
  difference: ofTwo((x, y) => x - y),
  product: ofTwo((x, y) => x * y),
  quotient: (node) => (constantInput(node, 0).type === 'whole' ? wholeQuotient : quotient)(node),
  floorQuotient: ofTwo((x, y) => Math.floor(x / y)),
  maximum: ofTwo(Math.max),
  minimum: ofTwo(Math.min),
  negative: ofEach((x) => -x),
  squareRoot: ofEach(Math.sqrt),
  inverseSquareRoot: ofEach((x) => 1 / Math.sqrt(x)),
  transposed: (node) => transposed(node, constantInput(node, 0), listInput(node, 1)),
  sliced: (node) => {
    const input = constantInput(node, 0)
    return sliced(input, sliceOf(node, input.shape, listInput(node, 1), listInput(node, 2)))
  },
  filled: (node) => filled(node, listInput(node, 0), constantInput(node, 1)),
} satisfies Readonly<Record<string, Fold>>

/** A strided slice; not computed ahead with an ellipsis or a new axis. */
export function stridedSliced(node: NodeInputs, slice: StridedSlice): Constant | undefined {
  const input = constantInput(node, 0)
  const slices = slicesOf(node, input.shape, slice)
  return slices && sliced(input, slices)
}

/** The places of an axis that the second input names. */
export function gatheredAlong(node: NodeInputs, axis: number): Constant {
  return gathered(node, constantInput(node, 0), constantInput(node, 1), axis)
}

/** The first input as floats or, cut off, as whole numbers. */
export function cast(node: NodeInputs, type: Constant['type']): Constant {
  const input = constantInput(node, 0)
  if (type === input.type) return input
  const values = emptyFor(type, input.values.length)
  const convert = type === 'float' ? (x: number) => x : Math.trunc
  for (let i = 0; i < values.length; i++) values[i] = convert(input.values[i]!)
  return constant(input.shape, values, type)
}
