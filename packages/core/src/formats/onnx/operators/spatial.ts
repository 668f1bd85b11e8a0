import type { Operation, Padding } from '@umbra/occlusion-wasm'
import type { NodeContext } from '../node-context.js'
import { dimsOf, mapView, viewOf } from '../view.js'
import { fromLayout, inLayout, layoutOf } from './layout.js'
import type { Operator } from './operator.js'
import { chosen } from './selection.js'

type PadMode = Extract<Operation, { kind: 'pad' }>['mode']

/** Names of what lies around a map, as numpy.pad has them. */
const modes: Readonly<Record<string, PadMode>> = { constant: 'constant', reflect: 'reflect', edge: 'edge' }

/** Pad along the axes of height and width. */
export const pad: Operator = (node) => {
  const input = node.feature()
  const dims = dimsOf(input.view)
  const order = layoutOf(node, input.view)
  const sides = sidesOf(node, dims.length)
  const taken = sides.map(([before, after]) => [Math.max(0, -before), Math.max(0, -after)] as const)
  const cut = taken.reduce((value, [before, after], axis) => {
    const indices = Array.from({ length: dims[axis]! - before - after }, (_, i) => before + i)
    return chosen(node, value, axis, indices)
  }, input)
  const added = sides.map(([before, after]) => [Math.max(0, before), Math.max(0, after)] as const)
  if (added.every(([before, after]) => before + after === 0)) return cut
  const [rows, columns] = order.length === 3 ? order : [-1, -1]
  if (added.some(([before, after], axis) => before + after > 0 && axis !== rows && axis !== columns)) {
    throw node.unsupported(`of other axes than height and width of [${dims.join(', ')}]`)
  }
  const padding: Padding = [...added[rows!]!, ...added[columns!]!]
  const output = node.reading.add([inLayout(node, cut, order)], paddingOf(node, padding), node.name)
  const sizes = dimsOf(cut.view).map((size, axis) => size + added[axis]![0] + added[axis]![1])
  return fromLayout(node, output, sizes, order)
}

function paddingOf(node: NodeContext, padding: Padding): Operation {
  const given = node.attributes.text('mode', 'constant')
  const mode = Object.hasOwn(modes, given) ? modes[given] : undefined
  if (!mode) throw node.unsupported(`by ${given}`)
  if (mode !== 'constant') return { kind: 'pad', padding, mode }
  const value = node.optional(2)?.data[0] ?? node.attributes.number('value', 0)
  return value === 0 ? { kind: 'zeroPad', padding } : { kind: 'pad', padding, mode, value }
}

/** Cells before and behind each axis. */
function sidesOf(node: NodeContext, rank: number): (readonly [before: number, after: number])[] {
  const pads = node.setting('pads', 1) ?? []
  const axes = (node.integers(3) ?? Array.from({ length: rank }, (_, axis) => axis)).map((axis) =>
    node.axis(axis, rank),
  )
  if (pads.length !== 2 * axes.length) {
    throw node.malformed(`pads: expected ${2 * axes.length} numbers, got [${pads.join(', ')}]`)
  }
  return Array.from({ length: rank }, (_, axis) => {
    const at = axes.indexOf(axis)
    return at < 0 ? ([0, 0] as const) : ([pads[at]!, pads[at + axes.length]!] as const)
  })
}

/** ReduceMean and ReduceMax over height and width. */
export const reduced =
  (kind: 'globalMaxPool' | 'globalAveragePool'): Operator =>
  (node) => {
    const input = node.feature()
    const dims = dimsOf(input.view)
    const axes = (node.setting('axes', 1) ?? dims.map((_, axis) => axis)).map((axis) =>
      node.axis(axis, dims.length),
    )
    const kept = dims.map((_, axis) => axis).filter((axis) => !axes.includes(axis) && dims[axis]! > 1)
    const over = axes.filter((axis) => dims[axis]! > 1)
    const keep = node.attributes.integer('keepdims', 1) !== 0
    const sizes = dims.flatMap((size, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [size]))
    if (kept.length > 1) throw node.unsupported(`over axes [${axes.join(', ')}] of [${dims.join(', ')}]`)
    const { reading, name } = node
    const channels = kept.length > 0 ? dims[kept[0]!]! : 1
    const [rows, columns] = spread(over.map((axis) => dims[axis]!))
    const value = reading.arranged(input, [...over, ...kept], [rows, columns, channels], name)
    return node.gives(reading.add([value], { kind }, name), viewOf(sizes))
  }

/** Sizes of axes as rows and columns. */
function spread(sizes: readonly number[]): readonly [number, number] {
  return [sizes[0] ?? 1, sizes.slice(1).reduce((product, size) => product * size, 1)]
}

/** Resize and Upsample of a map, where the network's own resizing takes the same pixels. */
export const resize: Operator = (node) => {
  const input = node.feature()
  const [, channels, height, width] = node.mapDims(input)
  const size = sizesOf(node, [1, channels, height, width])
  if (size[0] !== 1 || size[1] !== channels) throw node.unsupported(`to [${size.join(', ')}]`)
  const [rows, columns] = [size[2]!, size[3]!]
  if (rows === height && columns === width) return input
  const interpolation = interpolationOf(node, [height, width], [rows, columns])
  const value = node.reading.map(input, node.name)
  const output = node.reading.add(
    [value],
    { kind: 'resize', size: [rows, columns], interpolation },
    node.name,
  )
  return node.gives(output, mapView(output.shape))
}

/** Sizes afterwards: told, or the floor of those before times scales. */
function sizesOf(node: NodeContext, dims: readonly number[]): number[] {
  if (node.attributes.has('axes')) throw node.unsupported('with axes')
  const policy = node.attributes.text('keep_aspect_ratio_policy', 'stretch')
  if (policy !== 'stretch') throw node.unsupported(`with ${policy}`)
  const upsample = node.operator === 'Upsample' || node.opset < 11
  const sizes = upsample ? undefined : node.integers(3)
  if (sizes?.length) return sizes
  const scales = node.attributes.numbers('scales') ?? node.optional(upsample ? 1 : 2)?.data
  if (scales?.length !== dims.length) throw node.malformed('expected scales or sizes for four axes')
  return dims.map((size, axis) => Math.floor(size * scales[axis]!))
}

type Sizes = readonly [number, number]

function interpolationOf(node: NodeContext, from: Sizes, to: Sizes): 'nearest' | 'bilinear' {
  const { attributes, opset } = node
  const mode = attributes.text('mode', 'nearest')
  const old = node.operator === 'Upsample' || opset < 11
  const transformation = attributes.text('coordinate_transformation_mode', old ? 'asymmetric' : 'half_pixel')
  if (mode === 'nearest') {
    const rounding = attributes.text('nearest_mode', old ? 'floor' : 'round_prefer_floor')
    const same = [0, 1].every((axis) => takesSame(from[axis]!, to[axis]!, transformation, rounding))
    if (same) return 'nearest'
    throw node.unsupported(`to the nearest by ${transformation} and ${rounding}`)
  }
  const shrinks = to[0] < from[0] || to[1] < from[1]
  if (attributes.integer('antialias', 0) !== 0 && shrinks) throw node.unsupported('antialiased')
  const centred =
    transformation === 'half_pixel' || (transformation === 'pytorch_half_pixel' && to[0] > 1 && to[1] > 1)
  if (mode === 'linear' && centred) return 'bilinear'
  throw node.unsupported(`by ${mode} and ${transformation}`)
}

/** Whether half-pixel centres, each falling into one cell, take the same pixels along an axis as what is asked for. */
function takesSame(from: number, to: number, transformation: string, rounding: string): boolean {
  const place = placeBy(transformation, from, to)
  const round = roundings[rounding]
  if (!place || !round) return false
  return Array.from({ length: to }, (_, i) => i).every((i) => {
    const taken = Math.min(from - 1, Math.max(0, round(place(i))))
    return taken === Math.floor(((i + 0.5) * from) / to)
  })
}

function placeBy(transformation: string, from: number, to: number): ((i: number) => number) | undefined {
  switch (transformation) {
    case 'asymmetric':
      return (i) => (i * from) / to
    case 'half_pixel':
    case 'half_pixel_symmetric':
      return (i) => ((i + 0.5) * from) / to - 0.5
    case 'pytorch_half_pixel':
      return (i) => (to > 1 ? ((i + 0.5) * from) / to - 0.5 : 0)
    case 'align_corners':
      return (i) => (to > 1 ? (i * (from - 1)) / (to - 1) : 0)
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
