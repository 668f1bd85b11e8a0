import { cubicTaps, interpolated, linearTaps, type Taps } from '../../graph/interpolated.js'
import type { NodeContext } from '../node-context.js'
import type { Feature } from '../tensor.js'
import { dimsOf } from '../view.js'
import { fromLayout, inLayout, layoutOf } from './layout.js'
import type { Operator } from './operator.js'
import { chosen } from './selection.js'

/** One axis of a map: its size before and after, and after over before as the file says it. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly scale: number
}

/** Resize and Upsample of a map's height and width: to the nearest cells, whichever these are, linear, or cubic. */
export const resize: Operator = (node) => {
  const input = node.feature()
  const dims = dimsOf(input.view)
  const stretches = stretchesOf(node, dims)
  if (stretches.every(({ from, to, scale }) => from === to && scale === 1)) return input
  const mode = node.attributes.text('mode', 'nearest')
  return mode === 'nearest' ? toNearest(node, input, stretches) : between(node, input, stretches, mode)
}

/** Where runtimes differ in the order in which they add a margin, what lies as near to a border may go to either side. */
const NEAR = 1e-5

/** Rows and columns chosen one by one. */
function toNearest(node: NodeContext, input: Feature, stretches: readonly Stretch[]): Feature {
  const old = isOld(node)
  const stated = node.attributes.text('nearest_mode', old ? 'floor' : 'round_prefer_floor')
  const transformation = transformationOf(node)
  return stretches.reduce((value, stretch, axis) => {
    const { from, to, scale } = stretch
    // The first version of Resize says no rounding: its vectors, and runtimes, round up where it makes smaller.
    const rounding = old && scale < 1 ? 'ceil' : stated
    const round = Object.hasOwn(roundings, rounding) ? roundings[rounding] : undefined
    const place = placeBy(transformation, stretch)
    if (!place || !round) throw node.unsupported(`to the nearest by ${transformation} and ${rounding}`)
    const cell = (at: number) => Math.min(from - 1, Math.max(0, round(at)))
    const places = Array.from({ length: to }, (_, i) => place(i))
    if (transformation === 'half_pixel_symmetric' && places.some((at) => cell(at - NEAR) !== cell(at + NEAR)))
      throw node.unsupported(`to the nearest by ${transformation}, of places on the border of two cells,`)
    const indices = places.map(cell)
    return chosen(node, value, axis, indices)
  }, input)
}

/** Rows and columns by what lies between cells: at once where centres lie in the middle, else one axis after the other. */
function between(node: NodeContext, input: Feature, stretches: readonly Stretch[], mode: string): Feature {
  const order = layoutOf(node, input.view)
  const [rows, columns] = order.length === 3 ? order : []
  const transformation = transformationOf(node)
  const shrinks = stretches.some(({ from, to }) => to < from)
  if (node.attributes.integer('antialias', 0) !== 0 && shrinks) throw node.unsupported('antialiased')
  const others = stretches.some(({ from, to }, axis) => from !== to && axis !== rows && axis !== columns)
  if (!['linear', 'cubic'].includes(mode) || rows === undefined || columns === undefined || others) {
    throw node.unsupported(`by ${mode} of [${dimsOf(input.view).join(', ')}]`)
  }
  const both = [stretches[rows]!, stretches[columns]!] as const
  const add: Parameters<typeof interpolated>[0] = (inputs, operation) =>
    node.reading.add(inputs, operation, node.name)
  const map = inLayout(node, input, order)
  const value =
    isCentred(transformation, both) && mode === 'linear'
      ? add([map], { kind: 'resize', size: [both[0].to, both[1].to], interpolation: 'bilinear' })
      : both.reduce((made, stretch, axis) => {
          if (stretch.from === stretch.to && stretch.scale === 1) return made
          return interpolated(add, made, axis as 0 | 1, tapsOf(node, transformation, stretch, mode))
        }, map)
  const dims = stretches.map(({ to }) => to)
  return fromLayout(node, value, dims, order)
}

/** Whether places lie as those of a network's own layer do. */
function isCentred(transformation: string, both: readonly Stretch[]): boolean {
  const centred =
    transformation === 'half_pixel' ||
    (transformation === 'pytorch_half_pixel' && both.every(({ to }) => to > 1))
  // Centres lie where they do by the sizes; of a size rounded down, the scale told says otherwise.
  return centred && both.every(({ from, to, scale }) => Math.abs(scale * from - to) < 1e-5 * to)
}

function tapsOf(node: NodeContext, transformation: string, stretch: Stretch, mode: string): Taps {
  const place = placeBy(transformation, stretch)
  if (!place) throw node.unsupported(`by ${mode} and ${transformation}`)
  const places = Array.from({ length: stretch.to }, (_, i) => place(i))
  if (mode === 'linear') return linearTaps(places, stretch.from)
  const excludes = node.attributes.integer('exclude_outside', 0) !== 0
  return cubicTaps(places, stretch.from, node.attributes.number('cubic_coeff_a', -0.75), excludes)
}

/** Whether sizes are told by scales alone, and places found as the first versions do. */
function isOld(node: NodeContext): boolean {
  return node.operator === 'Upsample' || node.opset < 11
}

function transformationOf(node: NodeContext): string {
  return node.attributes.text('coordinate_transformation_mode', isOld(node) ? 'asymmetric' : 'half_pixel')
}

function stretchesOf(node: NodeContext, dims: readonly number[]): Stretch[] {
  const policy = node.attributes.text('keep_aspect_ratio_policy', 'stretch')
  if (policy !== 'stretch') throw node.unsupported(`with ${policy}`)
  const axes =
    node.attributes.integers('axes')?.map((axis) => node.axis(axis, dims.length)) ??
    dims.map((_, axis) => axis)
  const old = isOld(node)
  const sizes = old ? undefined : node.integers(3)
  const scales = node.attributes.numbers('scales') ?? node.optional(old ? 1 : 2)?.data
  const told = sizes?.length ? sizes : scales
  if (told?.length !== axes.length) throw node.malformed(`expected scales or sizes for ${axes.length} axes`)
  return dims.map((from, axis) => {
    const at = axes.indexOf(axis)
    if (at < 0) return { from, to: from, scale: 1 }
    const number = told[at]!
    // In single precision, as runtimes do: 10 times 0.7 are 7, though the float32 nearest to 0.7 is less.
    const to = sizes?.length ? number : Math.floor(Math.fround(from * number))
    if (!(Number.isInteger(to) && to >= 1)) throw node.malformed(`expected sizes of at least 1, got ${to}`)
    return { from, to, scale: Math.fround(sizes?.length ? to / from : number) }
  })
}

/**
 * Where the centre of a cell of the output lies among those of the input, in single precision, as runtimes compute it: where places
 * come to lie on cells or midway between them, the last digit decides which is the nearest.
 */
function placeBy(transformation: string, { from, to, scale }: Stretch): ((i: number) => number) | undefined {
  const centred = (i: number) => Math.fround(Math.fround((i + 0.5) / scale) - 0.5)
  switch (transformation) {
    case 'asymmetric':
      return (i) => Math.fround(i / scale)
    case 'half_pixel':
      return centred
    case 'half_pixel_symmetric': {
      // A size rounded down leaves a margin, half of it on either side.
      const adjustment = Math.fround(to / Math.fround(scale * from))
      const offset = Math.fround((from / 2) * Math.fround(1 - adjustment))
      return (i) => offset + (i + 0.5) / scale - 0.5
    }
    case 'pytorch_half_pixel':
      return (i) => (to > 1 ? centred(i) : 0)
    case 'align_corners':
      return (i) => (to > 1 ? Math.fround((i * (from - 1)) / (to - 1)) : 0)
    default:
      return undefined
  }
}

const roundings: Readonly<Record<string, (x: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
}
