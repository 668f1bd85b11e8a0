import { emptyFor, requireBounded } from './constants.js'
import { type GraphContext, malformed } from './graph-context.js'
import { type Constant, constant, countOf, rowSteps, shapeText } from './value.js'

/** Which part of each axis a slice takes: `count` places from `begin` on, `stride` apart. */
export interface AxisSlice {
  readonly begin: number
  readonly stride: number
  readonly count: number
  /** Whether the axis, of one place, is left out of the result. */
  readonly dropped: boolean
}

/** Settings of a strided slice as TensorFlow and TensorFlow Lite have them; bit i of a mask is for axis i. */
export interface StridedSlice {
  readonly begin: readonly number[]
  readonly end: readonly number[]
  readonly strides: readonly number[]
  readonly beginMask: number
  readonly endMask: number
  readonly ellipsisMask: number
  readonly newAxisMask: number
  readonly shrinkAxisMask: number
}

/**
 * Resolves a strided slice (tf.strided_slice) of a tensor; axes not told are taken whole.
 * @returns undefined for one with an ellipsis or a new axis
 */
export function slicesOf(
  context: GraphContext,
  shape: readonly number[],
  slice: StridedSlice,
): AxisSlice[] | undefined {
  const { begin, end, strides } = slice
  if (slice.ellipsisMask || slice.newAxisMask) return undefined
  if (begin.length > shape.length || end.length !== begin.length || strides.length !== begin.length) {
    throw malformed(context, `slices ${begin.length} axes of ${shapeText(shape)}`)
  }
  return shape.map((size, axis) => {
    if (axis >= begin.length) return { begin: 0, stride: 1, count: size, dropped: false }
    const bit = 1 << axis
    const stride = strides[axis]!
    const within = (place: number) => (place < 0 ? place + size : place)
    if (slice.shrinkAxisMask & bit) {
      const at = within(begin[axis]!)
      if (!(at >= 0 && at < size)) throw malformed(context, `takes place ${begin[axis]} of ${size}`)
      return { begin: at, stride: 1, count: 1, dropped: true }
    }
    if (stride === 0) throw malformed(context, 'has a stride of 0')
    const [least, most] = stride > 0 ? [0, size] : [-1, size - 1]
    const held = (place: number) => Math.min(most, Math.max(least, within(place)))
    const from = slice.beginMask & bit ? (stride > 0 ? 0 : size - 1) : held(begin[axis]!)
    const to = slice.endMask & bit ? (stride > 0 ? size : -1) : held(end[axis]!)
    return { begin: from, stride, count: Math.max(0, Math.ceil((to - from) / stride)), dropped: false }
  })
}

/** Slices from a place on, so many along each axis, −1 for the rest (tf.slice). */
export function sliceOf(
  context: GraphContext,
  shape: readonly number[],
  begin: readonly number[],
  size: readonly number[],
): AxisSlice[] {
  return shape.map((whole, axis) => {
    const from = begin[axis] ?? 0
    const count = size[axis] === -1 ? whole - from : (size[axis] ?? whole)
    if (!(from >= 0 && count >= 0 && from + count <= whole)) {
      throw malformed(context, `takes ${count} from ${from} of ${whole}`)
    }
    return { begin: from, stride: 1, count, dropped: false }
  })
}

/** The part of a constant that slices of its axes take. */
export function sliced(input: Constant, slices: readonly AxisSlice[]): Constant {
  const steps = rowSteps(input.shape)
  const counts = slices.map(({ count }) => count)
  const first = slices.reduce((sum, { begin }, axis) => sum + begin * steps[axis]!, 0)
  const picked = picks(
    input,
    counts,
    slices.map(({ stride }, axis) => stride * steps[axis]!),
    countOf(counts) > 0 ? first : 0,
  )
  const shape = counts.filter((_, axis) => !slices[axis]!.dropped)
  return constant(shape, picked, input.type)
}

/** A constant with its axes in another order. */
export function transposed(context: GraphContext, input: Constant, order: readonly number[]): Constant {
  const rank = input.shape.length
  if (order.length !== rank || !input.shape.every((_, axis) => order.includes(axis))) {
    throw malformed(context, `orders the axes of ${shapeText(input.shape)} as ${shapeText(order)}`)
  }
  const steps = rowSteps(input.shape)
  const shape = order.map((axis) => input.shape[axis]!)
  const values = picks(
    input,
    shape,
    order.map((axis) => steps[axis]!),
    0,
  )
  return constant(shape, values, input.type)
}

/** Values of a constant that lie a step apart along each axis of the result. */
function picks(
  { values, type }: Constant,
  shape: readonly number[],
  steps: readonly number[],
  first: number,
): Float32Array | Float64Array {
  const result = emptyFor(type, countOf(shape))
  const at = new Array<number>(shape.length).fill(0)
  let place = first
  for (let i = 0; i < result.length; i++) {
    result[i] = values[place]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += steps[axis]!
      if (++at[axis]! < shape[axis]!) break
      at[axis] = 0
      place -= steps[axis]! * shape[axis]!
    }
  }
  return result
}

/** Constants one after the other along an axis, which may be counted from the last. */
export function concatenated(context: GraphContext, inputs: readonly Constant[], axis: number): Constant {
  const [first, ...others] = inputs
  if (!first) throw malformed(context, 'joins nothing')
  const along = axis < 0 ? axis + first.shape.length : axis
  const alike = ({ shape }: Constant) =>
    shape.length === first.shape.length && shape.every((size, i) => i === along || size === first.shape[i])
  if (!(first.shape[along]! >= 0) || !others.every(alike)) {
    throw malformed(
      context,
      `joins tensors of shapes ${inputs.map(({ shape }) => shapeText(shape)).join(', ')}`,
    )
  }
  const shape = [...first.shape]
  shape[along] = inputs.reduce((sum, input) => sum + input.shape[along]!, 0)
  requireBounded(context, countOf(shape), ...new Set(inputs))
  const values = emptyFor(first.type, countOf(shape))
  const rows = countOf(shape.slice(0, along))
  let offset = 0
  for (let row = 0; row < rows; row++) {
    for (const input of inputs) {
      const length = input.values.length / rows
      values.set(input.values.subarray(row * length, (row + 1) * length), offset)
      offset += length
    }
  }
  return constant(shape, values, first.type)
}

/** Constants of one shape along a new axis. */
export function stacked(context: GraphContext, inputs: readonly Constant[], axis: number): Constant {
  const rank = inputs[0]?.shape.length ?? 0
  const along = axis < 0 ? axis + rank + 1 : axis
  if (!(along >= 0 && along <= rank)) throw malformed(context, `stacks along axis ${axis}`)
  const widened = inputs.map((input) => ({ ...input, shape: input.shape.toSpliced(along, 0, 1) }))
  return concatenated(context, widened, along)
}

/** The places of a constant's axis that a list names (tf.gather). */
export function gathered(context: GraphContext, input: Constant, places: Constant, axis: number): Constant {
  const along = axis < 0 ? axis + input.shape.length : axis
  const size = input.shape[along]
  if (size === undefined) throw malformed(context, `gathers along axis ${axis} of ${shapeText(input.shape)}`)
  const inner = countOf(input.shape.slice(along + 1))
  const outer = countOf(input.shape.slice(0, along))
  const shape = [...input.shape.slice(0, along), ...places.shape, ...input.shape.slice(along + 1)]
  requireBounded(context, countOf(shape), input, places)
  const values = emptyFor(input.type, countOf(shape))
  let offset = 0
  for (let row = 0; row < outer; row++) {
    for (const place of places.values) {
      const at = place < 0 ? place + size : place
      if (!(Number.isInteger(at) && at >= 0 && at < size))
        throw malformed(context, `gathers place ${place} of ${size}`)
      values.set(input.values.subarray((row * size + at) * inner, (row * size + at + 1) * inner), offset)
      offset += inner
    }
  }
  return constant(shape, values, input.type)
}

/** A constant of so many equal values. */
export function filled(context: GraphContext, shape: readonly number[], value: Constant): Constant {
  if (!shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw malformed(context, `has shape ${shapeText(shape)}`)
  }
  requireBounded(context, countOf(shape))
  return constant(shape, emptyFor(value.type, countOf(shape)).fill(value.values[0] ?? 0), value.type)
}

/** Whole numbers from a start up to an end, a step apart. */
export function counted(context: GraphContext, start: number, end: number, step: number): Constant {
  const count = Math.max(0, Math.ceil((end - start) / step))
  if (!Number.isFinite(count)) throw malformed(context, `counts from ${start} to ${end} by ${step}`)
  requireBounded(context, count)
  return constant(
    [count],
    Float64Array.from({ length: count }, (_, i) => start + i * step),
    'whole',
  )
}

/** Sum, product, mean … along axes of a constant. */
export function reduced(
  context: GraphContext,
  input: Constant,
  axes: readonly number[],
  keep: boolean,
  f: (sum: number, value: number) => number,
): Constant {
  const gone = axesWithin(context, axes, input.shape.length)
  const shape = input.shape.map((size, axis) => (gone.has(axis) ? 1 : size))
  const values = new Float64Array(countOf(shape))
  const seen = new Uint8Array(values.length)
  const steps = rowSteps(shape)
  const full = rowSteps(input.shape)
  for (let i = 0; i < input.values.length; i++) {
    let place = 0
    for (let axis = 0; axis < shape.length; axis++) {
      if (!gone.has(axis)) place += (Math.floor(i / full[axis]!) % input.shape[axis]!) * steps[axis]!
    }
    values[place] = seen[place] ? f(values[place]!, input.values[i]!) : input.values[i]!
    seen[place] = 1
  }
  const kept = input.type === 'whole' ? values : Float32Array.from(values)
  return constant(keep ? shape : shape.filter((_, axis) => !gone.has(axis)), kept, input.type)
}

/** Axes, counted from the first; those given may be counted from the last. */
export function axesWithin(context: GraphContext, axes: readonly number[], rank: number): Set<number> {
  const within = axes.map((axis) => (axis < 0 ? axis + rank : axis))
  if (within.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < rank)) return new Set(within)
  throw malformed(context, `goes along axes ${shapeText(axes)} of ${rank}`)
}
