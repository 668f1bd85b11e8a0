import { countOf } from '../../graph/value.js'
import { broadcastDims } from '../constants/broadcast.js'
import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import { dimsOf, ranked, type View } from '../view.js'
import { stretched } from './selection.js'

/** A factor and an offset for each value, or each of some axes: of broadcast sizes. */
export interface Affine {
  readonly dims: readonly number[]
  readonly scale: ArrayLike<number>
  readonly shift: ArrayLike<number>
}

/** scale·x + shift, whose sizes and those of the tensor are broadcast to each other. */
export function scaledAndShifted(node: NodeContext, input: Feature, { dims, scale, shift }: Affine): Feature {
  const { reading, name } = node
  const all = broadcastDims(node, dimsOf(input.view), dims)
  if (countOf(all) !== countOf(dimsOf(input.view)))
    return scaledAndShifted(node, stretched(node, input, all), { dims, scale, shift })
  const view = ranked(input.view, dims.length)
  const settled = reading.settled(input, name)
  const places = broadcastPlaces(node, view, dims, settled.shape.at(-1)!)
  const value =
    places.length === settled.shape.at(-1) ? settled : reading.shaped(settled, [places.length], name)
  const of = (values: ArrayLike<number>) => Float32Array.from(places, (place) => values[place]!)
  const output = reading.add([value], { kind: 'scaleShift', scale: of(scale), shift: of(shift) }, name)
  return node.gives(output, view)
}

/**
 * Where each value, or each channel where that is enough, finds its element in an array broadcast to the tensor.
 *
 * @param dims - of the array
 * @param channels - size of the last axis of the network's value
 * @returns of as many places as there are channels, or values
 */
function broadcastPlaces(
  node: NodeContext,
  view: View,
  dims: readonly number[],
  channels: number,
): Int32Array {
  const own = dimsOf(view)
  const sizes = [...Array.from({ length: own.length - dims.length }, () => 1), ...dims]
  if (sizes.some((size, axis) => size !== 1 && size !== own[axis])) {
    throw node.unsupported(`of [${own.join(', ')}] and [${dims.join(', ')}]`)
  }
  const steps = stepsOf(view, sizes)
  let inner = view.factors.length
  for (let size = 1; inner > 0 && size < channels; ) size *= view.factors[--inner]!
  const last = view.factors.slice(inner)
  const perChannel =
    last.reduce((product, size) => product * size, 1) === channels &&
    steps.slice(0, inner).every((step) => step === 0)
  const from = perChannel ? inner : 0
  let places: Int32Array = new Int32Array(1)
  for (const [i, size] of view.factors.slice(from).entries()) {
    const [before, step] = [places, steps[from + i]!]
    places = new Int32Array(before.length * size)
    for (let outer = 0; outer < before.length; outer++) {
      for (let j = 0; j < size; j++) places[outer * size + j] = before[outer]! + j * step
    }
  }
  return places
}

/** How far apart in the array neighbours along each factor are; 0 where it is broadcast. */
function stepsOf({ factors, axes }: View, sizes: readonly number[]): number[] {
  const steps = factors.map(() => 0)
  let step = 1
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    if (sizes[axis] === 1) continue
    let within = step
    for (const factor of axes[axis]!.toReversed()) {
      steps[factor] = within
      within *= factors[factor]!
    }
    step *= sizes[axis]!
  }
  return steps
}
