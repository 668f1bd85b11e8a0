import * as tf from '@tensorflow/tfjs'
import { createIncrementalRunner, type Network, referenceLogits } from '@umbra/occlusion-wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { GraphModelWriter, type Written } from '../../../test/graph-model-writer.js'
import { outputReader } from '../../network/output-reader.js'
import { Random } from '../../random.js'
import type { ReadModel } from '../model.js'
import { readGraphModel } from './read-graph-model.js'

beforeAll(() => tf.setBackend('cpu'))

type Files = ReturnType<GraphModelWriter['model']>

function read({ json, shards }: Files, output?: string): Promise<ReadModel> {
  const readBeside = async (path: string) => shards[path as keyof typeof shards]
  return readGraphModel(json, { output, readBeside })
}

/** What TensorFlow.js gives for a graph. */
async function run(
  { json, shards }: Files,
  output: string,
  image: Float32Array,
  shape: readonly number[],
): Promise<Float32Array> {
  const model = await tf.loadGraphModel({
    load: async () => ({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights) as tf.io.WeightsManifestEntry[],
      weightData: shards['group1-shard1of1.bin'].buffer as ArrayBuffer,
      format: 'graph-model',
    }),
  })
  const scores = model.execute(tf.tensor(image, [...shape]), output) as tf.Tensor
  const values = (await scores.data()) as Float32Array
  model.dispose()
  return values
}

/** Where a model ends in a softmax or sigmoid its probabilities are compared, which differ by no more than its scores do. */
function expectNear({ head }: Network, logits: Float32Array, expected: Float32Array): void {
  const before = head.reason.startsWith('read before')
  const reader = outputReader(head, logits.length)
  const got = before ? reader.probabilities(logits, 0)! : logits
  const outputs = reader.classes > logits.length && before ? got.slice(1) : got
  expect(outputs.length).toBe(expected.length)
  const largest = Math.max(...logits.map(Math.abs))
  expect(largest).toBeGreaterThan(0)
  const furthest = Math.max(...expected.map((value, k) => Math.abs(value - outputs[k]!)))
  expect(furthest / largest).toBeLessThan(1e-5)
}

/** Runs a graph here, by the float64 reference and the incremental engine, and in TensorFlow.js. */
async function expectAgreement(files: Files, random: Random, shape: readonly number[]): Promise<Network> {
  const { network, unsupported, inputShape, original } = await read(files)
  expect(unsupported).toBeUndefined()
  const image = floats(random, inputShape)
  const expected = await run(files, (original as { output: string }).output, image, shape)
  expectNear(network!, Float32Array.from(referenceLogits(network!, image)), expected)
  const runner = await createIncrementalRunner(network!)
  expectNear(network!, runner.begin(image, new Float32Array(image.length)), expected)
  runner.dispose()
  return network!
}

function floats(random: Random, shape: readonly number[], scale = 1): Float32Array {
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
    const kernel = writer.floats(kernelShape, floats(random, kernelShape))
    // TensorFlow.js loses the slope of a leaky ReLU behind a depthwise convolution, and gives NaN.
    const choices = depthwise ? fusedActivations.filter((name) => name !== 'LeakyRelu') : fusedActivations
    const activation = choices[random.integer(choices.length)]!
    const bias = writer.floats([filters], floats(random, [filters]))
    const alpha = activation === 'Prelu' ? [writer.floats([1, 1, filters], floats(random, [filters]))] : []
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
  const values = floats(random, over).map((value) => value + Math.sign(value) * 0.5)
  const other = writer.floats(over, values)
  const op = ['Add', 'AddV2', 'Sub', 'Mul', 'RealDiv'][random.integer(5)]!
  const inputs = op !== 'RealDiv' && random.integer(2) === 0 ? [other, x] : [x, other]
  return { x: writer.node(op, inputs), shape }
}

const exponential: Step = ({ writer, x, shape }) => ({
  x: writer.node('Exp', [writer.node('Tanh', [x])]),
  shape,
})

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
  const each = () => floats(random, [shape[3]])
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
    align_corners: false,
    half_pixel_centers: true,
  })
  return { x: y, shape: [1, size[0]!, size[1]!, shape[3]] }
}

const steps: Readonly<Record<string, Step>> = {
  convolution: convolution(false),
  'depthwise convolution': convolution(true),
  'max pooling': pooling('MaxPool'),
  'average pooling': pooling('AvgPool'),
  nonlinearity,
  exponential,
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
  const kernel = writer.floats(transpose ? [units, n] : [n, units], floats(random, [n, units]))
  const bias = writer.floats([units], floats(random, [units]))
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

function drawn(random: Random, names: readonly string[]): { files: Files; shape: number[] } {
  const writer = new GraphModelWriter()
  const shape = [1, 4 + random.integer(4), 4 + random.integer(4), 1 + random.integer(3)] as const
  let drawing: Drawing = { writer, random, x: writer.input([-1, ...shape.slice(1)]), shape }
  for (const name of names) drawing = { ...drawing, ...steps[name]!(drawing) }
  return { files: writer.model([ending(drawing)]), shape: [...shape] }
}

describe('graphs give what TensorFlow.js gives', () => {
  it.each(Object.keys(steps))('%s', async (name) => {
    for (let i = 0; i < 12; i++) {
      const random = new Random(i).split(name)
      const { files, shape } = drawn(random, [name])
      await expectAgreement(files, random, shape)
    }
  })

  it('chains of them', async () => {
    const names = Object.keys(steps)
    for (let i = 0; i < 60; i++) {
      const random = new Random(i).split('chain')
      const chain = Array.from({ length: 2 + random.integer(6) }, () => names[random.integer(names.length)]!)
      const { files, shape } = drawn(random, chain)
      await expectAgreement(files, random, shape)
    }
  })
})

/** A graph of one node about a map [1, 4, 4, 2], then a mean over space. */
function around(
  make: (writer: GraphModelWriter, x: Written) => Written,
  shape: readonly number[] = [-1, 4, 4, 2],
): Files {
  const writer = new GraphModelWriter()
  const x = make(writer, writer.input(shape))
  return writer.model([writer.node('Mean', [x, writer.whole([1, 2])])])
}

describe('what an output means', () => {
  const dense = (writer: GraphModelWriter, x: Written, units = 3) => {
    const flat = writer.node('Reshape', [x, writer.whole([-1, 32])])
    return writer.node('MatMul', [flat, writer.floats([32, units], floats(new Random(1), [32, units]))])
  }
  const headOf = async (make: (writer: GraphModelWriter, x: Written) => Written) => {
    const writer = new GraphModelWriter()
    const { network, unsupported } = await read(writer.model([make(writer, writer.input([-1, 4, 4, 2]))]))
    return network?.head ?? unsupported
  }

  it.each([
    ['Softmax', 'softmax', 'a softmax'],
    ['LogSoftmax', 'softmax', 'a softmax’s logarithm'],
    ['Sigmoid', 'sigmoid', 'a sigmoid'],
  ] as const)('is read before a last %s', async (op, kind, words) => {
    const head = await headOf((writer, x) =>
      writer.node('Reshape', [writer.node(op, [dense(writer, x)]), writer.whole([3])]),
    )
    expect(head).toMatchObject({
      kind,
      reason: expect.stringMatching(new RegExp(`^read before node ".*", ${words}$`)),
    })
  })

  it('is taken for logits behind a dense layer', async () => {
    expect(await headOf(dense)).toEqual({ kind: 'softmax', reason: 'taken for logits' })
  })

  it('is not known behind an activation, and its mean', async () => {
    const head = await headOf((writer, x) =>
      writer.node('Mean', [writer.node('Relu6', [x]), writer.whole([1, 2])]),
    )
    expect(head).toMatchObject({ kind: 'scores', reason: expect.stringContaining('ends in relu6') })
  })

  it('is not read through the mean of sigmoids', async () => {
    const head = await headOf((writer, x) =>
      writer.node('Mean', [writer.node('Sigmoid', [x]), writer.whole([1, 2])]),
    )
    expect(head).toMatchObject({
      kind: 'scores',
      reason: expect.stringContaining('made of the probabilities'),
    })
  })

  it('cannot be said of a softmax over a part, or before the end', async () => {
    expect(
      await headOf((writer, x) => {
        const rows = writer.node('Reshape', [dense(writer, x, 6), writer.whole([2, 3])])
        return writer.node('Reshape', [writer.node('Softmax', [rows]), writer.whole([1, 6])])
      }),
    ).toMatch(/^node ".*", of operation Softmax, goes over some of the outputs$/)
    expect(
      await headOf((writer, x) => writer.node('Relu', [writer.node('Softmax', [dense(writer, x)])])),
    ).toMatch(/reads the softmax of node/)
  })

  it('refuses the softmax of one output', async () => {
    await expect(headOf((writer, x) => writer.node('Softmax', [dense(writer, x, 1)]))).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
    })
  })
})

describe('inputs', () => {
  const mean = (shape: readonly number[]) => read(around((_, x) => x, shape))

  it('of open batch, one image, and flat', async () => {
    expect((await mean([-1, 4, 5, 3])).inputShape).toEqual([4, 5, 3])
    expect((await mean([1, 4, 5, 1])).inputShape).toEqual([4, 5, 1])
    const flat = await read(
      around((writer, x) => writer.node('Reshape', [x, writer.whole([-1, 6, 6, 1])]), [-1, 36]),
    )
    expect(flat.inputShape).toEqual([6, 6, 1])
    expect(flat.notes).toEqual([expect.stringContaining('36 values in a row')])
  })

  it('of no batch, and of none of channels', async () => {
    const alone = await read(
      around((writer, x) => writer.node('ExpandDims', [x, writer.whole(0)]), [4, 4, 2]),
    )
    expect(alone.network!.inputShape).toEqual([4, 4, 2])
    const grey = await read(
      around((writer, x) => writer.node('ExpandDims', [x, writer.whole(-1)]), [-1, 4, 4]),
    )
    expect(grey.network!.inputShape).toEqual([4, 4, 1])
  })

  it.each([
    [[-1, -1, -1, 3], /takes images of shape \[any, any, any, 3\]/],
    [[2, 4, 4, 3], /expected one image at a time/],
    [[1, 2, 3, 4, 5], /expected images \[H, W, C\]/],
    [[-1, 35], /35 values in a row/],
  ])('%j is refused', async (shape, words) => {
    await expect(mean(shape)).rejects.toMatchObject({
      code: 'MODEL_INPUT',
      message: expect.stringMatching(words),
    })
  })

  it('of any shape at all are refused', async () => {
    const files = around((_, x) => x)
    const nodes = files.json.modelTopology.node.map((node) =>
      (node as { op: string }).op === 'Placeholder'
        ? { ...node, attr: { shape: { shape: { unknownRank: true } } } }
        : node,
    )
    const json = { ...files.json, modelTopology: { node: nodes } }
    await expect(read({ ...files, json: json as typeof files.json })).rejects.toThrow(
      /takes images of any shape/,
    )
  })
})

describe('outputs', () => {
  const writer = new GraphModelWriter()
  const x = writer.input([-1, 4, 4, 2])
  const two = [
    writer.node('Mean', [x, writer.whole([1, 2])]),
    writer.node('Max', [x, writer.whole([1, 2])]),
  ] as const
  const files = writer.model(two)

  it('of several have to be named', async () => {
    await expect(read(files)).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringContaining('"out_0", "out_1"'),
    })
    await expect(read(files, 'other')).rejects.toMatchObject({ code: 'MODEL_OUTPUT' })
    for (const name of ['out_1', `${two[1].name}:0`, two[1].name]) {
      expect((await read(files, name)).network!.layers.map(({ kind }) => kind)).toEqual(['globalMaxPool'])
    }
  })

  it('are the nodes that none reads, where there is no signature', async () => {
    const { signature: _, ...json } = files.json
    await expect(read({ ...files, json: json as typeof files.json })).rejects.toThrow(
      `"${two[0].name}", "${two[1].name}"`,
    )
  })

  it('that do not depend on the image, or are a map, are refused', async () => {
    await expect(read(writer.model([writer.floats([2], [1, 2])]))).rejects.toThrow(
      /does not depend on the image/,
    )
    await expect(read(writer.model([writer.node('Relu', [x])]))).rejects.toThrow(
      /expected a vector of class scores/,
    )
  })
})

it('keeps the model for its own runtime, with the name of the node that gives the scores', async () => {
  const files = around((writer, x) => writer.node('Einsum', [x]))
  const { network, unsupported, original } = await read(files)
  expect(network).toBeUndefined()
  expect(unsupported).toMatch(/^node "node_\d+", of operation Einsum, is not supported$/)
  expect(original).toMatchObject({ kind: 'graph-model', input: 'x', json: files.json })
})

it('reads quantised weights as TensorFlow.js does', async () => {
  const writer = new GraphModelWriter()
  const x = writer.input([-1, 4, 4, 2])
  const kernel = writer.floats([32, 3], new Float32Array(96))
  const files = writer.model([
    writer.node('MatMul', [writer.node('Reshape', [x, writer.whole([-1, 32])]), kernel]),
  ])
  const weights = files.json.weightsManifest[0]!.weights.map((spec) =>
    spec.dtype === 'float32' ? { ...spec, quantization: { dtype: 'uint8', scale: 0.01, min: -1.2 } } : spec,
  )
  const bytes = Uint8Array.from([
    ...Array.from({ length: 96 }, (_, i) => (37 * i) % 256),
    ...files.shards['group1-shard1of1.bin'].slice(4 * 96),
  ])
  const quantised = {
    json: { ...files.json, weightsManifest: [{ paths: ['group1-shard1of1.bin'], weights }] },
    shards: { 'group1-shard1of1.bin': bytes },
  }
  await expectAgreement(quantised as unknown as Files, new Random(3), [1, 4, 4, 2])
})

describe('graphs that cannot be', () => {
  const refusal = async (files: Files) => {
    const error = await read(files).then(
      () => undefined,
      (cause: { code: string; message: string }) => cause,
    )
    return `${error?.code} ${error?.message}`
  }

  it('that read themselves', async () => {
    const files = around((writer, x) => writer.node('AddV2', [x, 'node_2']))
    const nodes = files.json.modelTopology.node as { name: string; input?: string[] }[]
    nodes.find(({ name }) => name === 'node_1')!.input = ['x', 'node_3']
    expect(await refusal(files)).toMatch(/MODEL_TOPOLOGY.*node ".*" reads its own output/)
  })

  it.each<[string, (writer: GraphModelWriter, x: Written) => Written, RegExp]>([
    [
      'read no node',
      (writer, x) => writer.node('AddV2', [x, 'gone']),
      /MODEL_TOPOLOGY.*no node is named "gone"/,
    ],
    ['read an output there is none of', (writer) => writer.node('Relu', ['x:3']), /MODEL_TOPOLOGY.*output 3/],
    [
      'reshape to what does not fit',
      (writer, x) => writer.node('Reshape', [x, writer.whole([1, 5])]),
      /MODEL_TOPOLOGY.*reshapes \[1, 4, 4, 2\] to \[1, 5\]/,
    ],
    [
      'convolve other channels',
      (writer, x) =>
        writer.node('Conv2D', [x, writer.floats([1, 1, 3, 1], [1, 2, 3])], {
          strides: [1, 1, 1, 1],
          padding: 'VALID',
        }),
      /MODEL_TOPOLOGY.*3 input channels reads 2/,
    ],
    [
      'fill what no machine holds',
      (writer, x) =>
        writer.node('AddV2', [
          x,
          writer.node('Fill', [writer.whole([30000, 30000]), writer.floats([], [1])]),
        ]),
      /MODEL_TOO_LARGE.*900000000 values/,
    ],
    [
      'pad beyond all bounds',
      (writer, x) =>
        writer.node('Pad', [
          x,
          writer.node('Reshape', [writer.whole([0, 0, 0, 60000, 0, 60000, 0, 0]), writer.whole([4, 2])]),
        ]),
      /MODEL_TOO_LARGE/,
    ],
  ])('%s', async (_, make, words) => {
    expect(await refusal(around(make))).toMatch(words)
  })

  it('lack weights, or their files', async () => {
    const files = around((writer, x) => writer.node('AddV2', [x, writer.floats([2], [1, 2])]))
    const without = { ...files.json, weightsManifest: [{ paths: [], weights: [] }] }
    expect(await refusal({ ...files, json: without as unknown as typeof files.json })).toMatch(
      /WEIGHT_MISSING/,
    )
    expect(await refusal({ ...files, shards: {} as typeof files.shards })).toMatch(/SHARD_MISSING/)
  })
})
