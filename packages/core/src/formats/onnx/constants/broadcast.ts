import { stretchedPlaces, stretchedShape } from '../../graph/stretching.js'
import { countOf } from '../../graph/value.js'
import type { NodeContext } from '../node-context.js'
import { type Constant, constant, type ElementType, numbersOf } from './constant.js'

/** What f makes of constants whose sizes are broadcast to each other, value by value, rounded to the result's type. */
export function mapBroadcast(
  node: NodeContext,
  inputs: readonly Constant[],
  type: ElementType,
  f: (...values: number[]) => number,
): Constant {
  const dims = inputs.map((input) => input.dims).reduce((a, b) => broadcastDims(node, a, b))
  const data = newNumbers(node, type, countOf(dims))
  const read = inputs.map((input) => ({ data: input.data, places: stretchedPlaces(input.dims, dims) }))
  for (let i = 0; i < data.length; i++)
    data[i] = f(...read.map(({ data, places }) => data[places.next().value!]!))
  return constant(dims, type, data)
}

/** Room for results, if a file of its size may ask for so many. @throws InputError MODEL_ONNX */
export function newNumbers(node: NodeContext, type: ElementType, count: number) {
  if (node.reading.budget.take(count)) return numbersOf(type, count)
  throw node.malformed(`makes ${count} values of constants, more than a file of this size may ask for`)
}

/** The sizes that two tensors are broadcast to. @throws InputError MODEL_ONNX where they do not fit */
export function broadcastDims(node: NodeContext, a: readonly number[], b: readonly number[]): number[] {
  const dims = stretchedShape(a, b)
  if (dims) return dims
  throw node.malformed(`[${a.join(', ')}] and [${b.join(', ')}] do not fit together`)
}
