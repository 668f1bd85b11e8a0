import type { NodeContext } from '../node-context.js'
import { type Constant, constant, type ElementType, numbersOf, sizeOf } from './constant.js'

/** What f makes of constants whose sizes are broadcast to each other, value by value, rounded to the result's type. */
export function mapBroadcast(
  node: NodeContext,
  inputs: readonly Constant[],
  type: ElementType,
  f: (...values: number[]) => number,
): Constant {
  const dims = inputs.map((input) => input.dims).reduce((a, b) => broadcastDims(node, a, b))
  const data = newNumbers(node, type, sizeOf(dims))
  const read = inputs.map((input) => ({ data: input.data, places: placesIn(input.dims, dims) }))
  for (let i = 0; i < data.length; i++) data[i] = f(...read.map(({ data, places }) => data[places(i)]!))
  return constant(dims, type, data)
}

/** Room for results, if a file of its size may ask for so many. @throws InputError MODEL_ONNX */
export function newNumbers(node: NodeContext, type: ElementType, count: number) {
  if (node.reading.budget.take(count)) return numbersOf(type, count)
  throw node.malformed(`makes ${count} values of constants, more than a file of this size may ask for`)
}

export function broadcastDims(node: NodeContext, a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const [one, other] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1]
    if (one !== other && one !== 1 && other !== 1) {
      throw node.malformed(`[${a.join(', ')}] and [${b.join(', ')}] do not fit together`)
    }
    return one === 1 ? other : one
  })
}

/** Where in an array the value lies that is broadcast to place i. */
function placesIn(own: readonly number[], dims: readonly number[]): (i: number) => number {
  if (own.join() === dims.join()) return (i) => i
  if (sizeOf(own) === 1) return () => 0
  return (i) => {
    let [place, step, rest] = [0, 1, i]
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      const index = rest % dims[axis]!
      rest = Math.floor(rest / dims[axis]!)
      const size = own[axis - dims.length + own.length] ?? 1
      if (size > 1) place += index * step
      step *= size
    }
    return place
  }
}
