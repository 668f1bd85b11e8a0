import { countOf, rowSteps } from '../../graph/value.js'
import type { NodeContext } from '../node-context.js'
import { newNumbers } from './broadcast.js'
import { type Constant, constant } from './constant.js'

/** A constant of new sizes whose values are found in the input: at `place` of the indices along each axis. */
export function gathered(
  node: NodeContext,
  input: Constant,
  dims: readonly number[],
  place: (indices: readonly number[]) => number,
): Constant {
  const { data } = input
  const made = newNumbers(node, input.type, countOf(dims))
  const indices = dims.map(() => 0)
  for (let i = 0; i < made.length; i++) {
    made[i] = data[place(indices)]!
    for (let axis = dims.length - 1; axis >= 0 && ++indices[axis]! === dims[axis]; axis--) indices[axis] = 0
  }
  return constant(dims, input.type, made)
}

/** Every value of an axis at indices told: axis `axis` of the result goes through `indices`. */
export function selected(
  node: NodeContext,
  input: Constant,
  axis: number,
  indices: readonly number[],
): Constant {
  const steps = rowSteps(input.dims)
  const dims = input.dims.with(axis, indices.length)
  return gathered(node, input, dims, (at) =>
    at.reduce((sum, index, i) => sum + steps[i]! * (i === axis ? indices[index]! : index), 0),
  )
}

/** Indices that a slice goes through: bounds beyond an end are held there, those below 0 count from the end. */
export function sliceIndices(
  node: NodeContext,
  size: number,
  start: number,
  end: number,
  step: number,
): number[] {
  if (!Number.isInteger(step) || step === 0) throw node.malformed(`expected steps other than 0, got ${step}`)
  const held = (bound: number, least: number, most: number) =>
    Math.min(most, Math.max(least, bound < 0 ? bound + size : bound))
  const [first, last] =
    step > 0
      ? [held(start, 0, size), held(end, 0, size)]
      : [held(start, 0, size - 1), held(end, -1, size - 1)]
  const count = Math.max(0, Math.ceil((last - first) / step))
  return Array.from({ length: count }, (_, i) => first + i * step)
}

/** Starts, ends, axes and steps of a Slice, which older versions have as attributes. */
export function slicesOf(
  node: NodeContext,
  dims: readonly number[],
): readonly { readonly axis: number; readonly indices: number[] }[] {
  const [starts, ends] = [node.setting('starts', 1), node.setting('ends', 2)]
  if (!starts || starts.length !== ends?.length) throw node.malformed('expected as many starts as ends')
  const axes = node.setting('axes', 3) ?? starts.map((_, i) => i)
  const steps = node.integers(4) ?? starts.map(() => 1)
  return starts.map((start, i) => {
    const axis = node.axis(axes[i] ?? i, dims.length)
    return { axis, indices: sliceIndices(node, dims[axis]!, start, ends[i]!, steps[i] ?? 1) }
  })
}

export function concatenated(node: NodeContext, inputs: readonly Constant[], axis: number): Constant {
  const [first] = inputs
  const dims = first!.dims.with(
    axis,
    inputs.reduce((sum, input) => sum + (input.dims[axis] ?? 0), 0),
  )
  const fits = inputs.every((input) => input.dims.with(axis, dims[axis]!).join() === dims.join())
  if (!fits) throw node.malformed('its inputs do not fit together')
  const made = newNumbers(node, first!.type, countOf(dims))
  const inner = countOf(dims.slice(axis + 1))
  const outer = countOf(dims.slice(0, axis))
  let before = 0
  for (const input of inputs) {
    const length = input.dims[axis]! * inner
    const { data } = input
    for (let i = 0; i < outer; i++) {
      for (let j = 0; j < length; j++) made[i * dims[axis]! * inner + before + j] = data[i * length + j]!
    }
    before += length
  }
  return constant(dims, first!.type, made)
}
