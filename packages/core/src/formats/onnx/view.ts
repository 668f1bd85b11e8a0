import { countOf } from '../graph/value.js'

/**
 * How the values of an ONNX tensor lie in a value of the network, which keeps channels last: factors are the sizes whose product
 * the value is made of, outermost first, and each axis of the tensor goes through some of them, outermost first. An axis of size 1,
 * as the batch is here, goes through none. So a transposition moves no value, and a reshaping only splits factors.
 */
export interface View {
  readonly factors: readonly number[]
  readonly axes: readonly (readonly number[])[]
}

/**
 * A tensor stored whole.
 *
 * @param order - its axes as they are stored, outermost first; those of size 1 may be left out
 */
export function viewOf(
  dims: readonly number[],
  order: readonly number[] = dims.map((_, axis) => axis),
): View {
  const stored = order.filter((axis) => dims[axis] !== 1)
  return {
    factors: stored.map((axis) => dims[axis]!),
    axes: dims.map((size, axis) => (size === 1 ? [] : [stored.indexOf(axis)])),
  }
}

/** A tensor [1, C, H, W] stored as [H, W, C]. @param shape - [H, W, C] */
export function mapView([height, width, channels]: readonly number[]): View {
  return viewOf([1, channels!, height!, width!], [2, 3, 1])
}

export function dimsOf({ factors, axes }: View): number[] {
  return axes.map((own) => own.reduce((product, factor) => product * factors[factor]!, 1))
}

/** A view with axes of size 1 in front, up to a rank. */
export function ranked(view: View, rank: number): View {
  const missing = Math.max(0, rank - view.axes.length)
  return { ...view, axes: [...Array.from({ length: missing }, () => []), ...view.axes] }
}

/** Axis i of the result is axis order[i] of the view. */
export function transposed({ factors, axes }: View, order: readonly number[]): View {
  return { factors, axes: order.map((axis) => axes[axis]!) }
}

/** The tensor under other sizes, of as many values; undefined where a new axis would go through part of an old one askew. */
export function reshaped(view: View, dims: readonly number[]): View | undefined {
  return regrouped(view, dims) ?? regrouped(merged(view), dims)
}

function regrouped(view: View, dims: readonly number[]): View | undefined {
  const pieces = view.axes.flat().map((factor) => ({ factor, sizes: [view.factors[factor]!] }))
  const axes: { factor: number; piece: number }[][] = []
  let [at, part] = [0, 0]
  for (const size of dims) {
    const axis: { factor: number; piece: number }[] = []
    for (let wanted = size; wanted > 1; ) {
      const piece = pieces[at]
      if (!piece) return undefined
      const own = piece.sizes[part]!
      if (wanted % own !== 0) {
        if (own % wanted !== 0) return undefined
        piece.sizes.splice(part, 1, wanted, own / wanted)
        continue
      }
      axis.push({ factor: piece.factor, piece: part })
      wanted /= own
      part++
      if (part === piece.sizes.length) [at, part] = [at + 1, 0]
    }
    axes.push(axis)
  }
  return at === pieces.length ? split(view.factors, pieces, axes) : undefined
}

/** Numbers the pieces that factors were split into by the order in which they are stored. */
function split(
  factors: readonly number[],
  pieces: readonly { readonly factor: number; readonly sizes: readonly number[] }[],
  axes: readonly (readonly { readonly factor: number; readonly piece: number }[])[],
): View {
  const sizes = factors.map(
    (size, factor) => pieces.find((piece) => piece.factor === factor)?.sizes ?? [size],
  )
  const before = sizes.map((_, factor) => sizes.slice(0, factor).flat().length)
  return {
    factors: sizes.flat(),
    axes: axes.map((axis) => axis.map(({ factor, piece }) => before[factor]! + piece)),
  }
}

/** The factors in the order in which the tensor goes through its values, its axes taken in an order. */
export function factorOrder(
  { axes }: View,
  order: readonly number[] = axes.map((_, axis) => axis),
): number[] {
  return order.flatMap((axis) => axes[axis]!)
}

/** Whether values are stored in the order of the tensor, its axes taken in an order. */
export function isStoredIn(view: View, order?: readonly number[]): boolean {
  return factorOrder(view, order).every((factor, place) => factor === place)
}

/** Whether two tensors of the same sizes lie in their values the same way. */
export function liesAlike(a: View, b: View): boolean {
  const [one, other] = [merged(a), merged(b)]
  return (
    one.factors.join() === other.factors.join() &&
    one.axes.map((axis) => axis.join()).join(';') === other.axes.map((axis) => axis.join()).join(';')
  )
}

/** Factors that follow each other, in storage and in an axis, as one. */
function merged({ factors, axes }: View): View {
  const follows = new Set(
    axes.flatMap((axis) => axis.filter((factor, i) => i > 0 && axis[i - 1] === factor - 1)),
  )
  const place: number[] = []
  const sizes: number[] = []
  for (const [factor, size] of factors.entries()) {
    if (follows.has(factor)) sizes[sizes.length - 1]! *= size
    else sizes.push(size)
    place.push(sizes.length - 1)
  }
  return { factors: sizes, axes: axes.map((axis) => [...new Set(axis.map((factor) => place[factor]!))]) }
}

/**
 * Where each value is found: place i of the tensor, its axes taken in an order, is stored at result[i].
 * @returns of as many whole numbers as there are values
 */
export function storedPlaces(view: View, order?: readonly number[]): Int32Array {
  const { factors } = view
  const steps = factors.map((_, factor) => countOf(factors.slice(factor + 1)))
  let places: Int32Array = new Int32Array(1)
  for (const factor of factorOrder(view, order)) {
    const [size, step, before] = [factors[factor]!, steps[factor]!, places]
    places = new Int32Array(before.length * size)
    for (let i = 0; i < before.length; i++) {
      for (let j = 0; j < size; j++) places[i * size + j] = before[i]! + j * step
    }
  }
  return places
}
