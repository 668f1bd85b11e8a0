import { Random } from '../src/random.js'
import { randomFloats } from './random-graph.js'
import { TfliteWriter } from './tflite-writer.js'

/** A graph about a map, which each step may change. */
interface Drawing {
  readonly writer: TfliteWriter
  readonly random: Random
  readonly x: number
  /** [1, H, W, C]. */
  readonly shape: readonly number[]
}

type Step = (drawing: Drawing) => Pick<Drawing, 'x' | 'shape'>

const SAME = 0
const VALID = 1

/** Settings of windows that fit: padding, strides, and a fused activation. */
function windows({ random, shape }: Drawing, dilated = false) {
  const [height, width] = [shape[1]!, shape[2]!]
  const padding = random.integer(2) === 0 ? SAME : VALID
  const window = 1 + random.integer(Math.min(3, height, width))
  const stride = 1 + random.integer(2)
  const fits = padding === SAME || 2 * (window - 1) < Math.min(height, width)
  const dilation = dilated && stride === 1 && fits && random.integer(3) === 0 ? 2 : 1
  const along = (size: number) =>
    padding === SAME
      ? Math.ceil(size / stride)
      : Math.floor((size - (window - 1) * dilation - 1) / stride) + 1
  return { window, padding, stride, dilation, size: [along(height), along(width)], fused: random.integer(4) }
}

const convolution: Step = (drawing) => {
  const { writer, random, x, shape } = drawing
  const { window, padding, stride, dilation, size, fused } = windows(drawing, true)
  const filters = 1 + random.integer(5)
  const kernel = [filters, window, window, shape[3]!]
  const output = [1, ...size, filters]
  const inputs = [
    x,
    writer.floats(kernel, randomFloats(random, kernel)),
    writer.floats([filters], randomFloats(random, [filters])),
  ]
  const y = writer.operator('CONV_2D', inputs, output, [
    [0, 'byte', padding],
    [1, 'int', stride],
    [2, 'int', stride],
    [3, 'byte', fused],
    [4, 'int', dilation],
    [5, 'int', dilation],
  ])
  return { x: y, shape: output }
}

const depthwise: Step = (drawing) => {
  const { writer, random, x, shape } = drawing
  const { window, padding, stride, dilation, size, fused } = windows(drawing, true)
  const multiplier = 1 + random.integer(2)
  const filters = shape[3]! * multiplier
  const kernel = [1, window, window, filters]
  const output = [1, ...size, filters]
  const inputs = [
    x,
    writer.floats(kernel, randomFloats(random, kernel)),
    writer.floats([filters], randomFloats(random, [filters])),
  ]
  const y = writer.operator('DEPTHWISE_CONV_2D', inputs, output, [
    [0, 'byte', padding],
    [1, 'int', stride],
    [2, 'int', stride],
    [3, 'int', multiplier],
    [4, 'byte', fused],
    [5, 'int', dilation],
    [6, 'int', dilation],
  ])
  return { x: y, shape: output }
}

const pooling: Step = (drawing) => {
  const { writer, random, x, shape } = drawing
  const { window, padding, stride, size, fused } = windows(drawing)
  const output = [1, ...size, shape[3]!]
  const y = writer.operator(random.integer(2) === 0 ? 'MAX_POOL_2D' : 'AVERAGE_POOL_2D', [x], output, [
    [0, 'byte', padding],
    [1, 'int', stride],
    [2, 'int', stride],
    [3, 'int', window],
    [4, 'int', window],
    [5, 'byte', fused],
  ])
  return { x: y, shape: output }
}

const nonlinearity: Step = ({ writer, random, x, shape }) => {
  const ops = [
    'RELU',
    'RELU6',
    'RELU_N1_TO_1',
    'TANH',
    'ELU',
    'LOGISTIC',
    'HARD_SWISH',
    'LEAKY_RELU',
    'NEG',
    'PRELU',
  ]
  const op = ops[random.integer(ops.length)]!
  const channels = [1, 1, shape[3]!]
  const inputs = op === 'PRELU' ? [x, writer.floats(channels, randomFloats(random, channels))] : [x]
  return { x: writer.operator(op, inputs, shape, op === 'LEAKY_RELU' ? [[0, 'float', 0.25]] : []), shape }
}

/** With a constant: one number, one a channel or one a value. */
const constantArithmetic: Step = ({ writer, random, x, shape }) => {
  const over = [[1], [shape[3]!], [1, 1, 1, shape[3]!], shape][random.integer(4)]!
  const values = randomFloats(random, over).map((value) => value + Math.sign(value) * 0.5)
  const op = ['ADD', 'SUB', 'MUL', 'DIV'][random.integer(4)]!
  return {
    x: writer.operator(op, [x, writer.floats(over, values)], shape, [[0, 'byte', random.integer(2)]]),
    shape,
  }
}

const transposed: Step = ({ writer, random, x, shape }) => {
  const [padding, window, stride] = [random.integer(2), 1 + random.integer(3), 1 + random.integer(2)]
  const filters = 1 + random.integer(3)
  const size = [shape[1]!, shape[2]!].map((each) =>
    padding === SAME ? each * stride : (each - 1) * stride + window,
  )
  const output = [1, ...size, filters]
  const kernel = [filters, window, window, shape[3]!]
  const inputs = [writer.whole(output), writer.floats(kernel, randomFloats(random, kernel)), x]
  const y = writer.operator('TRANSPOSE_CONV', inputs, output, [
    [0, 'byte', padding],
    [1, 'int', stride],
    [2, 'int', stride],
  ])
  return { x: y, shape: output }
}

/** A convolution in two groups, of channels laid side by side with their negatives. */
const grouped: Step = ({ writer, random, x, shape }) => {
  const doubled = shape.with(3, 2 * shape[3]!)
  const both = writer.operator('CONCATENATION', [x, writer.operator('TANH', [x], shape)], doubled, [
    [0, 'int', 3],
  ])
  const filters = 2 * (1 + random.integer(2))
  const kernel = [filters, 2, 2, shape[3]!]
  const output = shape.with(3, filters)
  const inputs = [
    both,
    writer.floats(kernel, randomFloats(random, kernel)),
    writer.floats([filters], randomFloats(random, [filters])),
  ]
  const y = writer.operator('CONV_2D', inputs, output, [
    [0, 'byte', SAME],
    [1, 'int', 1],
    [2, 'int', 1],
  ])
  return { x: y, shape: output }
}

const reduction: Step = ({ writer, random, x, shape }) => {
  const axis = 1 + random.integer(3)
  const op = ['MEAN', 'SUM', 'REDUCE_MAX'][random.integer(3)]!
  const reduced = writer.operator(op, [x, writer.whole([axis])], shape.with(axis, 1), [[0, 'byte', 1]])
  return { x: writer.operator('SUB', [x, reduced], shape), shape }
}

const norms: Step = ({ writer, random, x, shape }) => {
  const made = [
    () => writer.operator('SOFTMAX', [x], shape, [[0, 'float', 1]]),
    () => writer.operator('L2_NORMALIZATION', [x], shape),
    () =>
      writer.operator('LOCAL_RESPONSE_NORMALIZATION', [x], shape, [
        [0, 'int', 1],
        [1, 'float', 2],
        [2, 'float', 0.5],
        [3, 'float', 0.75],
      ]),
    () => writer.operator('SQUARED_DIFFERENCE', [x, writer.operator('TANH', [x], shape)], shape),
    () => writer.operator('SQRT', [writer.operator('ABS', [x], shape)], shape),
  ]
  return { x: made[random.integer(made.length)]!(), shape }
}

const branch: Step = ({ writer, random, x, shape }) => {
  const other = writer.operator('TANH', [x], shape)
  const op = ['ADD', 'SUB', 'MUL', 'MAXIMUM', 'MINIMUM'][random.integer(5)]!
  return { x: writer.operator(op, [x, other], shape), shape }
}

const gate: Step = ({ writer, random, x, shape }) => {
  const keep = random.integer(2)
  const one = keep ? [1, 1, 1, shape[3]!] : [1, shape[3]!]
  const mean = writer.operator('MEAN', [x, writer.whole([1, 2])], one, [[0, 'byte', keep]])
  return { x: writer.operator('MUL', [x, writer.operator('LOGISTIC', [mean], one)], shape), shape }
}

const concatenation: Step = ({ writer, random, x, shape }) => {
  const axis = 1 + random.integer(3)
  const output = shape.with(axis, 2 * shape[axis]!)
  const y = writer.operator('CONCATENATION', [x, writer.operator('TANH', [x], shape)], output, [
    [0, 'int', random.integer(2) ? axis : axis - 4],
  ])
  return { x: y, shape: output }
}

const pad: Step = ({ writer, random, x, shape }) => {
  const sides = [0, 0, ...Array.from({ length: 4 }, () => random.integer(2)), 0, 0]
  const output = shape.map((size, axis) => size + sides[2 * axis]! + sides[2 * axis + 1]!)
  const paddings = writer.tensor([4, 2], { type: 2, bytes: new Uint8Array(Int32Array.from(sides).buffer) })
  if (random.integer(2) === 0) return { x: writer.operator('PAD', [x, paddings], output), shape: output }
  if (random.integer(2) === 0 || Math.min(shape[1]!, shape[2]!) < 2) {
    return { x: writer.operator('PADV2', [x, paddings, writer.floats([1], [0.5])], output), shape: output }
  }
  return {
    x: writer.operator('MIRROR_PAD', [x, paddings], output, [[0, 'byte', random.integer(2)]]),
    shape: output,
  }
}

const split: Step = ({ writer, x, shape }) => {
  const doubled = shape.with(3, 2 * shape[3]!)
  const both = writer.operator('CONCATENATION', [x, writer.operator('NEG', [x], shape)], doubled, [
    [0, 'int', 3],
  ])
  const halves = writer.operatorOf('SPLIT', [writer.whole(3), both], [shape, shape], [[0, 'int', 2]])
  return {
    x: writer.operator('CONCATENATION', [halves[1]!, halves[0]!], doubled, [[0, 'int', 3]]),
    shape: doubled,
  }
}

const resize: Step = ({ writer, random, x, shape }) => {
  const size = [shape[1]! + random.integer(3), shape[2]! * 2]
  const output = [1, ...size, shape[3]!]
  const nearest = random.integer(2) === 0
  const op = nearest ? 'RESIZE_NEAREST_NEIGHBOR' : 'RESIZE_BILINEAR'
  const y = writer.operator(op, [x, writer.whole(size)], output, [
    [nearest ? 0 : 2, 'byte', 0],
    [nearest ? 1 : 3, 'byte', 1],
  ])
  return { x: y, shape: output }
}

/** What a graph may do to a map, by name. */
const tfliteSteps: Readonly<Record<string, Step>> = {
  convolution,
  depthwise,
  pooling,
  nonlinearity,
  'arithmetic with a constant': constantArithmetic,
  'transposed convolution': transposed,
  'convolution in groups': grouped,
  reduction,
  norms,
  branch,
  gate,
  concatenation,
  pad,
  split,
  resize,
}

/** A graph of the steps named, a dense layer and perhaps what makes probabilities. */
function randomTflite(
  random: Random,
  names: readonly string[],
): { file: Uint8Array; inputShape: readonly number[] } {
  const writer = new TfliteWriter()
  const inputShape = [1, 4 + random.integer(4), 4 + random.integer(4), 1 + random.integer(3)]
  const image = writer.tensor(inputShape, { name: 'image' })
  let drawing: Drawing = { writer, random, x: image, shape: inputShape }
  for (const name of names) drawing = { ...drawing, ...tfliteSteps[name]!(drawing) }
  return { file: writer.file([image], [ending(drawing)]), inputShape: inputShape.slice(1) }
}

function ending({ writer, random, x, shape }: Drawing): number {
  const pooled = random.integer(2) === 0
  const n = pooled ? shape[3]! : shape[1]! * shape[2]! * shape[3]!
  const vector = pooled
    ? writer.operator(
        ['MEAN', 'SUM', 'REDUCE_MAX'][random.integer(3)]!,
        [x, writer.whole([1, 2])],
        [1, n],
        [[0, 'byte', 0]],
      )
    : writer.operator('RESHAPE', [x, writer.whole([-1, n])], [1, n])
  const units = 2 + random.integer(3)
  const weights = writer.floats([units, n], randomFloats(random, [units, n]))
  const bias = random.integer(3) === 0 ? -1 : writer.floats([units], randomFloats(random, [units]))
  const dense = writer.operator('FULLY_CONNECTED', [vector, weights, bias], [1, units], [[0, 'byte', 0]])
  const heads = [
    () => dense,
    () => writer.operator('SOFTMAX', [dense], [1, units], [[0, 'float', 1]]),
    () => writer.operator('LOGISTIC', [dense], [1, units]),
  ]
  return heads[random.integer(3)]!()
}

/** Graphs of every step alone, and chains of them, each with an image: what TensorFlow Lite gives is in fixtures/tflite-scores.json. */
export function tfliteCases(): {
  readonly name: string
  readonly file: Uint8Array
  readonly image: Float32Array
}[] {
  const names = Object.keys(tfliteSteps)
  const alone = names.flatMap((name) =>
    Array.from({ length: 6 }, (_, i) => ({ name: `${name} ${i}`, chain: [name] })),
  )
  const chains = Array.from({ length: 30 }, (_, i) => {
    const random = new Random(i).split('chain')
    const length = 2 + random.integer(5)
    return { name: `chain ${i}`, chain: Array.from({ length }, () => names[random.integer(names.length)]!) }
  })
  return [...alone, ...chains].map(({ name, chain }) => {
    const random = new Random(1).split(name)
    const { file, inputShape } = randomTflite(random, chain)
    return { name, file, image: randomFloats(random, inputShape) }
  })
}
