import type { NodeInputs } from './node-inputs.js'
import { listInput } from './node-inputs.js'
import { beforePermutation } from './permutation.js'
import { transposed } from './rearranged.js'
import { permuted } from './selecting.js'
import { type Constant, type Live, type Value, wholeNumbers } from './value.js'

/**
 * What an operation's inputs besides the tensors it works on have to do with the order of their axes: nothing, but that constants are
 * stretched over them (`values`); zeros before and after each axis, its second input (`sides`); axes to reduce, its second input
 * (`axes`); one axis, its last input (`axis`).
 */
export type Indifferent = 'values' | 'sides' | 'axes' | 'axis'

/**
 * Reads a node that does the same whatever the order of axes. Behind a permutation it is read before it, and its result permuted: a
 * graph that works channels first, or goes to and fro, becomes a network without permutations.
 */
export function behindPermutation<N extends NodeInputs>(
  node: N,
  indifferent: Indifferent | undefined,
  read: (node: N) => Value | readonly Value[],
): Value | readonly Value[] {
  const order = indifferent && sharedOrder(node.inputs)
  const inputs = order && inputsBefore(node, indifferent, order)
  if (!inputs) return read(node)
  const before = read({ ...node, inputs }) as Live
  // What a reduction leaves is in order, or is not read here.
  return before.shape.length === order.length ? permuted(node, before, order) : before
}

/** How the tensors that depend on the image are permuted, if all are, and alike. */
function sharedOrder(inputs: readonly (Value | undefined)[]): readonly number[] | undefined {
  const orders = inputs
    .filter((input) => input?.kind === 'live')
    .map((input) => beforePermutation(input as Live)?.order)
  const [first] = orders
  return first && orders.every((order) => order?.join() === first.join()) ? first : undefined
}

/** A node's inputs as they are before the permutation; undefined where one cannot be said there. */
function inputsBefore(
  node: NodeInputs,
  indifferent: Indifferent,
  order: readonly number[],
): (Value | undefined)[] | undefined {
  const inputs: (Value | undefined)[] = []
  for (const [index, input] of node.inputs.entries()) {
    if (input?.kind === 'live') inputs.push(beforePermutation(input)!.input)
    else if (!input) inputs.push(input)
    else {
      const moved = constantBefore(node, index, input, indifferent, order)
      if (!moved) return undefined
      inputs.push(moved)
    }
  }
  return inputs
}

function constantBefore(
  node: NodeInputs,
  index: number,
  input: Constant,
  indifferent: Indifferent,
  order: readonly number[],
): Constant | undefined {
  const rank = order.length
  const placeOf = (axis: number) => order[axis < 0 ? axis + rank : axis]
  switch (indifferent) {
    case 'values': {
      if (input.shape.length > rank) return undefined
      if (input.values.length === 1) return input
      const full = [...new Array<number>(rank - input.shape.length).fill(1), ...input.shape]
      return transposed(
        node,
        { ...input, shape: full },
        full.map((_, axis) => order.indexOf(axis)),
      )
    }
    case 'sides':
      if (index !== 1) return input
      return input.values.length === 2 * rank ? transposedRows(input, order) : undefined
    case 'axes': {
      if (index !== 1) return undefined
      const axes = listInput(node, index).map(placeOf)
      const left = order.filter((axis) => !axes.includes(axis))
      const ascending = left.every((axis, i) => i === 0 || left[i - 1]! < axis)
      return axes.every((axis) => axis !== undefined) && ascending
        ? wholeNumbers(axes as number[])
        : undefined
    }
    case 'axis': {
      if (index !== node.inputs.length - 1) return undefined
      const axis = placeOf(listInput(node, index)[0] ?? 0)
      return axis === undefined ? undefined : wholeNumbers([axis])
    }
  }
}

/** Rows for axes in their order before the permutation. */
function transposedRows(sides: Constant, order: readonly number[]): Constant {
  const values = new Float64Array(sides.values.length)
  for (const [row, axis] of order.entries()) values.set(sides.values.subarray(2 * row, 2 * row + 2), 2 * axis)
  return { ...sides, values }
}
