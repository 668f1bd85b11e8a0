import { paddedAxis, type Shape } from '@umbra/occlusion-wasm'
import { axisIn, type LayerOf, type LayerWriting, refuse, reshaped, type Tensor } from './layer-writing.js'
import { padsOf4d } from './windows.js'

export function writeReshape(writing: LayerWriting): string {
  return reshaped(writing, writing.input, writing.output)
}

export function writeTranspose(
  { graph, input, output }: LayerWriting,
  { axes }: LayerOf<'transpose'>,
): string {
  const from = axes.map((axis) => axisIn(input.shape, axis))
  const perm = output.length === 3 ? [from[2]!, from[0]!, from[1]!] : from
  return graph.add('Transpose', [input.name], { perm: [0, ...perm] })
}

export function writeSelect({ graph, input }: LayerWriting, { axis, indices }: LayerOf<'select'>): string {
  return chosen(graph, input.name, axisIn(input.shape, axis), indices)
}

function chosen(
  graph: LayerWriting['graph'],
  name: string,
  axis: number,
  indices: readonly number[],
): string {
  return graph.add('Gather', [name, graph.integers(indices)], { axis })
}

export function writeZeroPad({ graph, input }: LayerWriting, { padding }: LayerOf<'zeroPad'>): string {
  return graph.add('Pad', [input.name, graph.integers(padsOf4d(padding)), graph.number(0)])
}

/** Pad; mirrored in the edges themselves, which no operator has, rows and then columns are chosen. */
export function writePad({ graph, input }: LayerWriting, { padding, mode, value }: LayerOf<'pad'>): string {
  const pads = () => graph.integers(padsOf4d(padding))
  if (mode === 'constant') return graph.add('Pad', [input.name, pads(), graph.number(value!)])
  if (mode !== 'symmetric') return graph.add('Pad', [input.name, pads()], { mode })
  const [top, bottom, left, right] = padding
  const rows = chosen(graph, input.name, 2, paddedAxis(input.shape[0]!, top, bottom, mode))
  return chosen(graph, rows, 3, paddedAxis(input.shape[1]!, left, right, mode))
}

export function writeCrop({ graph, input, output }: LayerWriting, { cropping }: LayerOf<'crop'>): string {
  const [top, , left] = cropping
  const [height, width] = output as [number, number]
  const ends = graph.integers([top + height, left + width])
  return graph.add('Slice', [input.name, graph.integers([top, left]), ends, graph.integers([2, 3])])
}

/** Resize by half-pixel centres. Nearest rows and columns of no whole multiple are chosen: roundings differ where two are as near. */
export function writeResize(
  { graph, input }: LayerWriting,
  { size, interpolation }: LayerOf<'resize'>,
): string {
  const [height, width] = input.shape as [number, number, number]
  if (interpolation === 'nearest') {
    const nearest = (from: number, to: number) =>
      Array.from({ length: to }, (_, i) => Math.floor(((i + 0.5) * from) / to))
    const rows = chosen(graph, input.name, 2, nearest(height, size[0]))
    return chosen(graph, rows, 3, nearest(width, size[1]))
  }
  const scales = Float32Array.of(1, 1, scaleOf(height, size[0]), scaleOf(width, size[1]))
  return graph.add('Resize', [input.name, '', graph.constant(scales, [4])], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  })
}

/** The float that tells a size, which is rounded down, where sizes themselves would tell that of the batch too. */
function scaleOf(from: number, to: number): number {
  const scale = Math.fround(to / from)
  return scale * from < to ? Math.fround(scale * (1 + 2 ** -23)) : scale
}

const BY = { mean: 'ReduceMean', sum: 'ReduceSum', max: 'ReduceMax' } as const

export function writeReduce(writing: LayerWriting, { by, axes }: LayerOf<'reduce'>): string {
  const { graph, input, output } = writing
  const along = graph.integers(axes.map((axis) => axisIn(input.shape, axis)))
  const name = graph.add(BY[by], [input.name, along], { keepdims: 1 })
  const kept = input.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  return same(kept, output) ? name : reshaped(writing, { name, shape: kept }, output)
}

function same(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

export function writeConcat({ graph, inputs, input }: LayerWriting, { axis }: LayerOf<'concat'>): string {
  return graph.add(
    'Concat',
    inputs.map(({ name }) => name),
    { axis: axisIn(input.shape, axis) },
  )
}

const OPERATORS = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  maximum: 'Max',
  minimum: 'Min',
} as const

/** Values one by one, from the first to the last, each as many axes deep as the deepest. */
export function writeCombination(writing: LayerWriting, { kind }: LayerOf<keyof typeof OPERATORS>): string {
  const { graph, inputs, output } = writing
  const names = inputs.map((input) => stretched(writing, input, output))
  return names.reduce((a, b) => graph.add(OPERATORS[kind], [a, b]))
}

/** A value with axes of length 1 before its own, up to a rank. */
function stretched(writing: LayerWriting, input: Tensor, output: Shape): string {
  const missing = output.length - input.shape.length
  if (missing === 0) return input.name
  if (output.length > 3) throw refuse(writing.label, `stretches over ${output.length} axes`)
  return reshaped(writing, input, [...new Array<number>(missing).fill(1), ...input.shape])
}
