import type { Random } from '../src/random.js'
import { GraphModelWriter, type Written } from './graph-model-writer.js'

/** Numbers of −scale … scale. */
export function randomFloats(random: Random, shape: readonly number[], scale = 1): Float32Array {
  const count = shape.reduce((product, size) => product * size, 1)
  return Float32Array.from({ length: count }, () => scale * (2 * random.uniform() - 1))
}

/** A graph about a map, which each step may change. */
interface Drawing {
  readonly writer: GraphModelWriter
  readonly random: Random
  readonly x: Written
  /** [1, H, W, C]. */
  readonly shape: readonly [number, number, number, number]
}

type Step = (drawing: Drawing) => Pick<Drawing, 'x' | 'shape'>

const pair = (size: number | readonly [number, number]) =>
  typeof size === 'number' ? [1, size, size, 1] : [1, ...size, 1]

function slid(size: number, window: number, stride: number, same: boolean, dilation = 1): number {
  return same ? Math.ceil(size / stride) : Math.floor((size - (window - 1) * dilation - 1) / stride) + 1
}

/** Settings of windows that fit. */
function windows({ random, shape }: Drawing, dilated = false) {
  const same = random.integer(2) === 0
  const [window, stride] = [1 + random.integer(Math.min(3, shape[1], shape[2])), 1 + random.integer(2)]
  const fits = same || 2 * (window - 1) < Math.min(shape[1], shape[2])
  const dilation = dilated && stride === 1 && fits && random.integer(3) === 0 ? 2 : 1
  const size = [shape[1], shape[2]].map((each) => slid(each, window, stride, same, dilation)) as [
    number,
    number,
  ]
  const attributes = {
    strides: pair(stride),
    padding: same ? 'SAME' : 'VALID',
    data_format: 'NHWC',
    dilations: pair(dilation),
  }
  return { window, size, attributes }
}

const fusedActivations = ['', 'Relu', 'Relu6', 'Elu', 'LeakyRelu', 'Prelu', 'Sigmoid']

function convolution(depthwise: boolean): Step {
  return (drawing) => {
    const { writer, random, x, shape } = drawing
    const { window, size, attributes } = windows(drawing, true)
    const last = depthwise ? 1 + random.integer(2) : 1 + random.integer(5)
    const kernelShape = [window, window, shape[3], last]
    const filters = depthwise ? shape[3] * last : last
    const kernel = writer.floats(kernelShape, randomFloats(random, kernelShape))
    // TensorFlow.js loses the slope of a leaky ReLU behind a depthwise convolution, and gives NaN.
    const choices = depthwise ? fusedActivations.filter((name) => name !== 'LeakyRelu') : fusedActivations
    const activation = choices[random.integer(choices.length)]!
    const bias = writer.floats([filters], randomFloats(random, [filters]))
    const alpha =
      activation === 'Prelu' ? [writer.floats([1, 1, filters], randomFloats(random, [filters]))] : []
    const op = depthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D'
    const fused_ops = ['BiasAdd', ...(activation ? [activation] : [])]
    const y =
      random.integer(3) === 0
        ? writer.node('BiasAdd', [
            writer.node(depthwise ? 'DepthwiseConv2dNative' : 'Conv2D', [x, kernel], attributes),
            bias,
          ])
        : writer.node(op, [x, kernel, bias, ...alpha], {
            ...attributes,
            fused_ops,
            num_args: 1 + alpha.length,
            leakyrelu_alpha: { float: 0.30000001192092896 },
          })
    return { x: y, shape: [1, ...size, filters] }
  }
}

const pooling =
  (op: 'MaxPool' | 'AvgPool'): Step =>
  (drawing) => {
    const { window, size, attributes } = windows(drawing)
    const x = drawing.writer.node(op, [drawing.x], { ...attributes, ksize: pair(window) })
    return { x, shape: [1, ...size, drawing.shape[3]] }
  }

const nonlinearity: Step = ({ writer, random, x, shape }) => {
  const ops = [
    'Relu',
    'Relu6',
    'Elu',
    'Selu',
    'Sigmoid',
    'Tanh',
    'Softplus',
    'LeakyRelu',
    'Exp',
    'Neg',
    'Identity',
  ]
  const op = ops[random.integer(ops.length)]!
  return { x: writer.node(op, [x], op === 'LeakyRelu' ? { alpha: { float: 0.25 } } : {}), shape }
}

/** A sum, difference, product or quotient with a constant: one number, one a channel or one a value. */
const constantArithmetic: Step = ({ writer, random, x, shape }) => {
  const over = [[], [shape[3]], [1, 1, 1, shape[3]], [...shape], [shape[1], 1, 1]][random.integer(5)]!
  const values = randomFloats(random, over).map((value) => value + Math.sign(value) * 0.5)
  const other = writer.floats(over, values)
  const op = ['Add', 'AddV2', 'Sub', 'Mul', 'RealDiv'][random.integer(5)]!
  const inputs = op !== 'RealDiv' && random.integer(2) === 0 ? [other, x] : [x, other]
  return { x: writer.node(op, inputs), shape }
}

const exponential: Step = ({ writer, x, shape }) => ({
  x: writer.node('Exp', [writer.node('Tanh', [x])]),
  shape,
})

/** Powers, roots and logarithms, away from where they have no value. */
const powers: Step = ({ writer, random, x, shape }) => {
  const positive = writer.node('AddV2', [writer.node('Abs', [x]), writer.floats([], [0.5])])
  const number = writer.floats([], [random.integer(2) === 0 ? 1.5 : 2])
  const made = [
    () =>
      writer.node(['Sqrt', 'Rsqrt', 'Log', 'Reciprocal', 'Square', 'Erf'][random.integer(6)]!, [positive]),
    () => writer.node('Pow', [positive, number]),
    () => writer.node('SquaredDifference', [x, writer.node('Tanh', [x])]),
  ]
  return { x: made[random.integer(3)]!(), shape }
}

/** Norms over the channels of each place. */
const norms: Step = ({ writer, random, x, shape }) => {
  if (random.integer(2) === 0) return { x: writer.node('Softmax', [x]), shape }
  const settings = { alpha: { float: 0.5 }, beta: { float: 0.75 }, bias: { float: 2 }, depth_radius: 1 }
  return { x: writer.node('LRN', [x], settings), shape }
}

/** A reduction of other axes than places, and a layer norm as graphs write it out. */
const reduction: Step = ({ writer, random, x, shape }) => {
  const axes = [[3], [1], [2], [-1, 1]][random.integer(4)]!
  const op = ['Mean', 'Sum', 'Max'][random.integer(3)]!
  const reduced = writer.node(op, [x, writer.whole(axes)], { keep_dims: true })
  if (random.integer(2) === 0) return { x: writer.node('Sub', [x, reduced]), shape }
  const mean = writer.node('Mean', [x, writer.whole([3])], { keep_dims: true })
  const variance = writer.node('Mean', [writer.node('SquaredDifference', [x, mean]), writer.whole([3])], {
    keep_dims: true,
  })
  const deviation = writer.node('Sqrt', [writer.node('AddV2', [variance, writer.floats([], [0.1])])])
  return { x: writer.node('RealDiv', [writer.node('Sub', [x, mean]), deviation]), shape }
}

const transposedConvolution: Step = ({ writer, random, x, shape }) => {
  const same = random.integer(2) === 0
  const [window, stride, filters] = [1 + random.integer(3), 1 + random.integer(2), 1 + random.integer(3)]
  const size = [shape[1], shape[2]].map((each) => (same ? each * stride : (each - 1) * stride + window)) as [
    number,
    number,
  ]
  const kernelShape = [window, window, filters, shape[3]]
  const kernel = writer.floats(kernelShape, randomFloats(random, kernelShape))
  const y = writer.node('Conv2DBackpropInput', [writer.whole([1, ...size, filters]), kernel, x], {
    strides: pair(stride),
    padding: same ? 'SAME' : 'VALID',
    data_format: 'NHWC',
    dilations: pair(1),
  })
  return { x: y, shape: [1, ...size, filters] }
}

const branch: Step = ({ writer, random, x, shape }) => {
  const other = writer.node('Tanh', [x])
  const op = ['AddV2', 'Sub', 'AddN'][random.integer(3)]!
  return { x: writer.node(op, op === 'AddN' ? [x, other, x] : [other, x]), shape }
}

const swish: Step = ({ writer, random, x, shape }) => {
  if (random.integer(2) === 0) return { x: writer.node('Mul', [x, writer.node('Sigmoid', [x])]), shape }
  const clipped = writer.node('Relu6', [writer.node('AddV2', [x, writer.floats([], [3])])])
  const sixth = writer.floats([], [1 / 6])
  const hard = [
    () => writer.node('Mul', [x, writer.node('Mul', [clipped, sixth])]),
    () => writer.node('Mul', [writer.node('Mul', [x, clipped]), sixth]),
    () => writer.node('RealDiv', [writer.node('Mul', [clipped, x]), writer.floats([], [6])]),
  ]
  return { x: hard[random.integer(3)]!(), shape }
}

const batchNorm: Step = ({ writer, random, x, shape }) => {
  const each = () => randomFloats(random, [shape[3]])
  const variance = each().map((value) => value ** 2 + 0.1)
  const inputs = [each(), each(), each(), variance].map((values) => writer.floats([shape[3]], values))
  return {
    x: writer.node('FusedBatchNormV3', [x, ...inputs], { epsilon: { float: 0.001 }, is_training: false }),
    shape,
  }
}

const pad: Step = ({ writer, random, x, shape }) => {
  const sides = [0, 0, ...Array.from({ length: 4 }, () => random.integer(3)), 0, 0]
  const paddings = writer.whole(sides)
  const list = writer.node('Reshape', [paddings, writer.whole([4, 2])])
  const y =
    random.integer(2) === 0
      ? writer.node('Pad', [x, list])
      : writer.node('PadV2', [x, list, writer.floats([], [0])])
  const [height, width] = [shape[1] + sides[2]! + sides[3]!, shape[2] + sides[4]! + sides[5]!]
  return { x: y, shape: [1, height, width, shape[3]] }
}

const slice: Step = ({ writer, random, x, shape }) => {
  const begin = [0, random.integer(shape[1]), random.integer(shape[2]), 0]
  const end = [0, shape[1], shape[2], 0]
  const y = writer.node(
    'StridedSlice',
    [x, writer.whole(begin), writer.whole(end), writer.whole([1, 1, 1, 1])],
    {
      begin_mask: 9,
      end_mask: 9,
    },
  )
  return { x: y, shape: [1, shape[1] - begin[1]!, shape[2] - begin[2]!, shape[3]] }
}

const resize: Step = ({ writer, random, x, shape }) => {
  const nearest = random.integer(2) === 0
  const size = [shape[1] + random.integer(3), shape[2] * 2]
  const y = writer.node(nearest ? 'ResizeNearestNeighbor' : 'ResizeBilinear', [x, writer.whole(size)], {
    ...[
      { align_corners: false, half_pixel_centers: true },
      { align_corners: true, half_pixel_centers: false },
      { align_corners: false, half_pixel_centers: false },
    ][random.integer(3)]!,
  })
  return { x: y, shape: [1, size[0]!, size[1]!, shape[3]] }
}

/** Squeeze and excitation: each channel times a number made of all places, kept as a map of one place or as a vector. */
const gate: Step = ({ writer, random, x, shape }) => {
  const keep = random.integer(2) === 0
  const mean = writer.node('Mean', [x, writer.whole([1, 2])], { keep_dims: keep })
  const gated = writer.node('Sigmoid', [mean])
  return {
    x: writer.node(
      random.integer(2) === 0 ? 'Mul' : 'AddV2',
      random.integer(2) === 0 ? [x, gated] : [gated, x],
    ),
    shape,
  }
}

/** Two values of one shape, or of one place for each row, column or channel, taken together. */
const combination: Step = ({ writer, random, x, shape }) => {
  const op = ['Mul', 'Maximum', 'Minimum', 'RealDiv'][random.integer(4)]!
  // Away from zero, for quotients.
  const other = writer.node('AddV2', [writer.node('Sigmoid', [x]), writer.floats([], [0.5])])
  if (random.integer(4) > 0) return { x: writer.node(op, [x, other]), shape }
  if (op === 'RealDiv')
    return { x: writer.node(op, [writer.floats([shape[3]], randomFloats(random, [shape[3]])), other]), shape }
  return { x: writer.node(op, [x, writer.floats([], randomFloats(random, [1]))]), shape }
}

const concatenation: Step = ({ writer, random, x, shape }) => {
  const axis = 1 + random.integer(3)
  const y = writer.node(
    'ConcatV2',
    [x, writer.node('Tanh', [x]), x, writer.whole(random.integer(2) ? axis : axis - 4)],
    { N: 3 },
  )
  return { x: y, shape: shape.with(axis, 3 * shape[axis]!) as unknown as Drawing['shape'] }
}

/** A split and one part of it, or two in another order: a channel shuffle. */
const parts: Step = ({ writer, random, x, shape }) => {
  const doubled = writer.node('ConcatV2', [x, writer.node('Neg', [x]), writer.whole(3)])
  const halves =
    random.integer(2) === 0
      ? writer.node('Split', [writer.whole(3), doubled], { num_split: 2 })
      : writer.node('SplitV', [doubled, writer.whole([shape[3], -1]), writer.whole(-1)], { num_split: 2 })
  return {
    x: writer.node('ConcatV2', [`${halves.name}:1`, halves, writer.whole(3)]),
    shape: [shape[0], shape[1], shape[2], 2 * shape[3]],
  }
}

const shuffle: Step = ({ writer, x, shape }) => {
  const doubled = writer.node('ConcatV2', [x, writer.node('Tanh', [x]), writer.whole(3)])
  const groups = writer.node('Reshape', [doubled, writer.whole([1, shape[1], shape[2], 2, shape[3]])])
  const turned = writer.node('Transpose', [groups, writer.whole([0, 1, 2, 4, 3])])
  const y = writer.node('Reshape', [turned, writer.whole([1, shape[1], shape[2], 2 * shape[3]])])
  return { x: y, shape: [1, shape[1], shape[2], 2 * shape[3]] }
}

const transposition: Step = ({ writer, random, x, shape }) => {
  const order = [
    [0, 2, 1, 3],
    [0, 3, 1, 2],
    [0, 1, 3, 2],
  ][random.integer(3)]!
  const y = writer.node('Transpose', [x, writer.whole(order)])
  return { x: y, shape: order.map((axis) => shape[axis]) as unknown as Drawing['shape'] }
}

const mirrored: Step = ({ writer, random, x, shape }) => {
  const sides = [0, 0, 1, 0, 1, 1, 0, 0]
  const list = writer.node('Reshape', [writer.whole(sides), writer.whole([4, 2])])
  const size = [1, shape[1] + 1, shape[2] + 2, shape[3]] as const
  if (random.integer(3) === 0) {
    return { x: writer.node('PadV2', [x, list, writer.floats([], [-0.5])]), shape: size }
  }
  const mode = Math.min(shape[1], shape[2]) > 1 && random.integer(2) === 0 ? 'REFLECT' : 'SYMMETRIC'
  return { x: writer.node('MirrorPad', [x, list], { mode }), shape: size }
}

const wider: Step = ({ writer, random, x, shape }) => {
  const [before, after] = [random.integer(3), random.integer(3)]
  const list = writer.node('Reshape', [writer.whole([0, 0, 0, 1, 0, 0, before, after]), writer.whole([4, 2])])
  return { x: writer.node('Pad', [x, list]), shape: [1, shape[1] + 1, shape[2], shape[3] + before + after] }
}

/** A part of the rows, columns or channels, perhaps in steps or backwards. */
const part: Step = ({ writer, random, x, shape }) => {
  const slice = shape.map((size, axis) => {
    if (axis === 0) return [0, 1, 1] as const
    const begin = random.integer(size)
    if (random.integer(3) === 0) return [begin, -size - 1, -1] as const
    return [begin, size, 1 + random.integer(2)] as const
  })
  const [begin, end, strides] = [0, 1, 2].map((k) => writer.whole(slice.map((each) => each[k as 0]))) as [
    Written,
    Written,
    Written,
  ]
  const counts = slice.map(([from, to, step]) => (step < 0 ? from + 1 : Math.ceil((to - from) / step)))
  return {
    x: writer.node('StridedSlice', [x, begin, end, strides]),
    shape: counts as unknown as Drawing['shape'],
  }
}

/** What a graph may do to a map, by name. */
export const steps: Readonly<Record<string, Step>> = {
  gate,
  combination,
  concatenation,
  parts,
  shuffle,
  transposition,
  'mirroring pad': mirrored,
  'pad of channels': wider,
  part,
  convolution: convolution(false),
  'depthwise convolution': convolution(true),
  'max pooling': pooling('MaxPool'),
  'average pooling': pooling('AvgPool'),
  nonlinearity,
  exponential,
  powers,
  norms,
  reduction,
  'transposed convolution': transposedConvolution,
  'arithmetic with a constant': constantArithmetic,
  branch,
  swish,
  'batch normalisation': batchNorm,
  pad,
  slice,
  resize,
}

/** From a map to scores: a pooled or flattened vector, a dense layer, and perhaps what makes probabilities. */
function ending({ writer, random, x, shape }: Drawing): Written {
  const keep = random.integer(2) === 0
  const flatten = random.integer(3) === 0
  const axes = writer.whole([1, 2])
  const n = flatten ? shape[1] * shape[2] * shape[3] : shape[3]
  const pooled = () => {
    const mean = writer.node(['Mean', 'Max', 'Sum'][random.integer(3)]!, [x, axes], { keep_dims: keep })
    return keep ? writer.node('Squeeze', [mean], { squeeze_dims: [1, 2] }) : mean
  }
  const vector = flatten ? flattened(writer, random, x, n) : pooled()
  const units = 2 + random.integer(3)
  const transpose = random.integer(2) === 0
  const kernel = writer.floats(transpose ? [units, n] : [n, units], randomFloats(random, [n, units]))
  const bias = writer.floats([units], randomFloats(random, [units]))
  const attributes = { transpose_a: false, transpose_b: transpose }
  const dense =
    random.integer(2) === 0
      ? writer.node('_FusedMatMul', [vector, kernel, bias], {
          ...attributes,
          fused_ops: ['BiasAdd'],
          num_args: 1,
        })
      : writer.node('AddV2', [writer.node('MatMul', [vector, kernel], attributes), bias])
  const heads = [
    () => dense,
    () => writer.node('Softmax', [dense]),
    () => writer.node('Sigmoid', [dense]),
    () => writer.node('Elu', [dense]),
  ]
  return writer.node('Identity', [heads[random.integer(4)]!()])
}

/** Flattens as frameworks do: by a constant shape, or one computed of the input's. */
function flattened(writer: GraphModelWriter, random: Random, x: Written, n: number): Written {
  if (random.integer(2) === 0) return writer.node('Reshape', [x, writer.whole([-1, n])])
  const [zero, one] = [writer.whole([0]), writer.whole([1])]
  const batch = writer.node('StridedSlice', [writer.node('Shape', [x]), zero, one, one], {
    shrink_axis_mask: 1,
  })
  return writer.node('Reshape', [x, writer.node('Pack', [batch, writer.whole(n)], { axis: 0 })])
}

/** A graph of the steps named and an ending, and the shape of its input. */
export function randomGraph(random: Random, names: readonly string[]) {
  const writer = new GraphModelWriter()
  const shape = [1, 4 + random.integer(4), 4 + random.integer(4), 1 + random.integer(3)] as const
  let drawing: Drawing = { writer, random, x: writer.input([-1, ...shape.slice(1)]), shape }
  for (const name of names) drawing = { ...drawing, ...steps[name]!(drawing) }
  return { files: writer.model([ending(drawing)]), shape: [...shape] }
}
