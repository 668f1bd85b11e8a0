import { referenceLogits } from '@umbra/occlusion-wasm'
import { describe, expect, it } from 'vitest'
import { node, onnxFile, tensor, value, weight } from '../../../test/onnx-file.js'
import { randomFloats } from '../../../test/random-graph.js'
import { originalScorer } from '../../engines/original-scorer.js'
import { Random } from '../../random.js'
import { loadModel } from '../load-model.js'
import type { NetworkModel } from '../model.js'

const [HEIGHT, WIDTH, CHANNELS, FIRST, SECOND, CLASSES] = [8, 7, 3, 4, 5, 3]
/** Of the map that is flattened: halved by a convolution and by a pool, rounded up. */
const [ROWS, COLUMNS] = [2, 2]
const FLAT = ROWS * COLUMNS * SECOND

const random = new Random(11)
const floats = (...shape: number[]) => randomFloats(random, shape)
/** Convolution kernels as ONNX has them, and a dense kernel of rows in the order of places, then channels. */
const numbers = {
  first: floats(FIRST, CHANNELS, 3, 3),
  bias: floats(FIRST),
  scale: floats(FIRST),
  shift: floats(FIRST),
  mean: floats(FIRST),
  variance: Float32Array.from({ length: FIRST }, (_, c) => 0.5 + c / 3),
  second: floats(SECOND, FIRST, 1, 1),
  dense: floats(FLAT, CLASSES),
  offset: floats(CLASSES),
}
const image = floats(HEIGHT, WIDTH, CHANNELS)

const whole = (name: string, values: readonly number[]) =>
  tensor({ name, dims: [values.length], dataType: 7, int64Data: values.map(BigInt) })
const weights = [
  weight('first', [FIRST, CHANNELS, 3, 3], numbers.first),
  weight('bias', [FIRST], numbers.bias),
  weight('scale', [FIRST], numbers.scale),
  weight('shift', [FIRST], numbers.shift),
  weight('mean', [FIRST], numbers.mean),
  weight('variance', [FIRST], numbers.variance),
  weight('second', [SECOND, FIRST, 1, 1], numbers.second),
  weight('dense', [FLAT, CLASSES], numbers.dense),
  weight('offset', [CLASSES], numbers.offset),
]
const without = (...names: string[]) => weights.filter(({ name }) => !names.includes(name))

const FIRST_LAST = [0, 3, 1, 2]
const LAST_FIRST = [0, 2, 3, 1]
const norm = { epsilon: 0.001 }
const halving = { kernel_shape: [3, 3], strides: [2, 2], auto_pad: 'SAME_UPPER' }
const pooling = { kernel_shape: [2, 2], strides: [2, 2], auto_pad: 'SAME_UPPER' }
const outputs = [value('y', ['N', CLASSES])]

/** Channels first throughout, the dense layer's rows by channels, then places: what all files below are. */
function plain(): Uint8Array {
  const rows = Array.from(
    { length: FLAT },
    (_, i) => (i % (ROWS * COLUMNS)) * SECOND + Math.floor(i / (ROWS * COLUMNS)),
  )
  const dense = rows.flatMap((row) => [...numbers.dense.subarray(row * CLASSES, (row + 1) * CLASSES)])
  return onnxFile({
    inputs: [value('x', ['N', CHANNELS, HEIGHT, WIDTH])],
    outputs,
    nodes: [
      node('Conv', 'x, first, bias', 'c1', { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 1, 1, 1] }),
      node('Relu', 'c1', 'r1'),
      node('BatchNormalization', 'r1, scale, shift, mean, variance', 'b1', norm),
      node('MaxPool', 'b1', 'm1', { kernel_shape: [2, 2], strides: [2, 2] }),
      node('Conv', 'm1, second', 'c2'),
      node('LeakyRelu', 'c2', 'l2', { alpha: 0.3 }),
      node('Flatten', 'l2', 'f'),
      node('Gemm', 'f, dense, offset', 'z'),
      node('Softmax', 'z', 'y', { axis: 1 }),
    ],
    weights: [...without('dense'), weight('dense', [FLAT, CLASSES], dense)],
  })
}

/** As keras2onnx writes: images channels last, each operation between permutations, nodes in no order, weights by MatMul and Add. */
function keras2onnx(opset: number): Uint8Array {
  const nodes = [
    node('Identity', 'softmax/out', 'y'),
    node('Softmax', 'added', 'softmax/out', { axis: opset < 13 ? 1 : -1 }),
    node('Add', 'product, offset', 'added'),
    node('MatMul', 'flat, dense', 'product'),
    node('Reshape', 'act2, flat_shape', 'flat'),
    node('LeakyRelu', 'last2', 'act2', { alpha: 0.3 }),
    node('Transpose', 'c2', 'last2', { perm: LAST_FIRST }),
    node('Conv', 'adjusted2, second', 'c2', { kernel_shape: [1, 1], auto_pad: 'VALID' }),
    node('Transpose', 'pooled', 'adjusted2', { perm: FIRST_LAST }),
    node('Transpose', 'm1', 'pooled', { perm: LAST_FIRST }),
    node('MaxPool', 'adjusted_m', 'm1', pooling),
    node('Transpose', 'normed', 'adjusted_m', { perm: FIRST_LAST }),
    node('Transpose', 'b1', 'normed', { perm: LAST_FIRST }),
    node('BatchNormalization', 'adjusted_b, scale, shift, mean, variance', 'b1', norm),
    node('Transpose', 'act1', 'adjusted_b', { perm: FIRST_LAST }),
    node('Relu', 'last1', 'act1'),
    node('Transpose', 'c1', 'last1', { perm: LAST_FIRST }),
    node('Conv', 'adjusted_input1, first, bias', 'c1', halving),
    node('Transpose', 'input_1', 'adjusted_input1', { perm: FIRST_LAST }),
  ]
  const inputs = [value('input_1', ['N', HEIGHT, WIDTH, CHANNELS])]
  return onnxFile({ opset, inputs, outputs, nodes, weights: [...weights, whole('flat_shape', [-1, FLAT])] })
}

/**
 * As tf2onnx writes: channels last outside and first inside, batch norm as a product and a sum, padding by a node, kernels permuted when
 * they are used, and the flattened size computed from the map's own.
 */
function tf2onnx(opset: number): Uint8Array {
  const factor = Float32Array.from(
    numbers.scale,
    (scale, c) => scale / Math.sqrt(numbers.variance[c]! + norm.epsilon),
  )
  const offset = Float32Array.from(numbers.shift, (shift, c) => shift - numbers.mean[c]! * factor[c]!)
  // TensorFlow's kernels are [kh, kw, Cin, Cout].
  const kernel = Float32Array.from({ length: numbers.first.length }, (_, i) => {
    const [out, rest] = [i % FIRST, Math.floor(i / FIRST)]
    const [channel, place] = [rest % CHANNELS, Math.floor(rest / CHANNELS)]
    return numbers.first[(out * CHANNELS + channel) * 9 + place]!
  })
  const padded =
    opset < 11
      ? [node('Pad', 'x__6', 'padded', { pads: [0, 0, 0, 1, 0, 0, 1, 1] })]
      : [node('Pad', 'x__6, pads', 'padded')]
  const sliced =
    opset < 10
      ? [node('Slice', 'shape', 'batch', { axes: [0], starts: [0], ends: [1] })]
      : [node('Slice', 'shape, zero, one, zero', 'batch')]
  return onnxFile({
    opset,
    inputs: [value('x:0', ['unk__12', HEIGHT, WIDTH, CHANNELS])],
    outputs,
    nodes: [
      node('Transpose', 'x:0', 'x__6', { perm: FIRST_LAST }),
      ...padded,
      node('Transpose', 'kernel', 'kernel__7', { perm: [3, 2, 0, 1] }),
      node('Conv', 'padded, kernel__7', 'conv', {
        kernel_shape: [3, 3],
        strides: [2, 2],
        dilations: [1, 1],
        group: 1,
      }),
      node('Transpose', 'conv', 'conv__8', { perm: LAST_FIRST }),
      node('Add', 'conv__8, bias', 'biased'),
      node('Relu', 'biased', 'relu'),
      node('Mul', 'relu, factor', 'scaled'),
      node('Add', 'scaled, moved', 'normed'),
      node('Transpose', 'normed', 'normed__9', { perm: FIRST_LAST }),
      node('MaxPool', 'normed__9', 'pool', pooling),
      node('Conv', 'pool, second', 'conv2', { kernel_shape: [1, 1] }),
      node('Transpose', 'conv2', 'conv2__10', { perm: LAST_FIRST }),
      node('Mul', 'conv2__10, slope', 'leaking'),
      node('Max', 'conv2__10, leaking', 'leaky'),
      node('Shape', 'leaky', 'shape'),
      ...sliced,
      node('Concat', 'batch, rest', 'target', { axis: 0 }),
      node('Reshape', 'leaky, target', 'flat'),
      node('MatMul', 'flat, dense', 'logits'),
      node('Add', 'logits, offset', 'z'),
      node('Softmax', 'z', 'y', { axis: opset < 13 ? 1 : -1 }),
    ],
    weights: [
      ...without('first', 'scale', 'shift', 'mean', 'variance'),
      weight('kernel', [3, 3, CHANNELS, FIRST], kernel),
      weight('factor', [FIRST], factor),
      weight('moved', [FIRST], offset),
      weight('slope', [1], [0.3]),
      whole('pads', [0, 0, 0, 1, 0, 0, 1, 1]),
      whole('zero', [0]),
      whole('one', [1]),
      whole('rest', [FLAT]),
    ],
  })
}

/**
 * As CNTK writes: operator set 7, weights among the inputs, biases as [C, 1, 1], a batch of one axis in the shapes of weights, kernels of the dense layer
 * [C, H, W, K] reshaped when they are used, and a batch axis of a name of its own.
 */
function cntk({ batch, legacy }: { batch: number | string; legacy?: boolean }): Uint8Array {
  const old = legacy ? { consumed_inputs: [0, 0] } : {}
  // Rows by channels, then places: [C, H, W, K].
  const dense = Array.from({ length: FLAT * CLASSES }, (_, i) => {
    const [k, row] = [i % CLASSES, Math.floor(i / CLASSES)]
    const [c, place] = [Math.floor(row / (ROWS * COLUMNS)), row % (ROWS * COLUMNS)]
    return numbers.dense[(place * SECOND + c) * CLASSES + k]!
  })
  const own = [
    ...without('bias', 'dense', 'offset'),
    weight('bias', [FIRST, 1, 1], numbers.bias),
    weight('Parameter1', [SECOND, ROWS, COLUMNS, CLASSES], dense),
    weight('Parameter2', [1, CLASSES], numbers.offset),
    whole('Parameter1_shape', [FLAT, CLASSES]),
    whole('Pooling_shape', [1, FLAT]),
    weight('slope', [1, 1, 1], [0.3]),
  ]
  const listed = own.map(({ name, dims, dataType }) => value(name, dims.map(Number), dataType))
  return onnxFile({
    opset: 7,
    inputs: [value('Input3', [batch, CHANNELS, HEIGHT, WIDTH]), ...listed],
    outputs: [value('y', [batch, CLASSES])],
    nodes: [
      node('Reshape', 'Parameter1, Parameter1_shape', 'Parameter1_reshaped'),
      node('Conv', 'Input3, first', 'Convolution28', { ...halving, dilations: [1, 1], group: 1 }),
      node('Add', 'Convolution28, bias', 'Plus30', old),
      node('Relu', 'Plus30', 'ReLU32', legacy ? { consumed_inputs: [0] } : {}),
      node('BatchNormalization', 'ReLU32, scale, shift, mean, variance', 'Norm', {
        ...norm,
        ...(legacy && { spatial: 1, is_test: 1, consumed_inputs: [0, 0, 0, 1, 1] }),
      }),
      node('MaxPool', 'Norm', 'Pooling66', { ...pooling, pads: [0, 0, 0, 0], auto_pad: 'NOTSET' }),
      node('Conv', 'Pooling66, second', 'Convolution110', {
        kernel_shape: [1, 1],
        strides: [1, 1],
        auto_pad: 'VALID',
      }),
      node('PRelu', 'Convolution110, slope', 'PRelu'),
      node('Reshape', 'PRelu, Pooling_shape', 'Pooling160'),
      node('MatMul', 'Pooling160, Parameter1_reshaped', 'Times212'),
      node('Add', 'Times212, Parameter2', 'Plus214', old),
      node('Softmax', 'Plus214', 'y', { axis: 1 }),
    ],
    weights: own,
  })
}

const modelOf = async (bytes: Uint8Array): Promise<NetworkModel> => {
  const model = (await loadModel(bytes)) as NetworkModel
  expect(model.unsupported).toBeUndefined()
  expect(model.inputShape).toEqual([HEIGHT, WIDTH, CHANNELS])
  expect(model.network!.head).toMatchObject({
    kind: 'softmax',
    reason: expect.stringMatching(/^read before/),
  })
  return model
}

/** Scores in float64. */
const scoresOf = ({ network }: NetworkModel) => [...referenceLogits(network!, image)]

describe('files of exporters that work channels last, or are old', () => {
  const files = {
    ...Object.fromEntries([7, 9, 11, 13].map((opset) => [`keras2onnx, opset ${opset}`, keras2onnx(opset)])),
    ...Object.fromEntries([8, 9, 10, 11, 13, 15].map((opset) => [`tf2onnx, opset ${opset}`, tf2onnx(opset)])),
    'CNTK, for one image': cntk({ batch: 1 }),
    'CNTK, for any batch': cntk({ batch: 'FreeDimension' }),
  }

  it.each(Object.entries(files))('%s', async (_, bytes) => {
    const [own, other] = [await modelOf(bytes), await modelOf(plain())]
    const expected = scoresOf(other)
    const largest = Math.max(...expected.map(Math.abs))
    for (const [k, score] of scoresOf(own).entries())
      expect(Math.abs(score - expected[k]!)).toBeLessThan(1e-6 * largest)
    const kinds = own.network!.layers.map(({ kind }) => kind)
    for (const kind of ['transpose', 'select', 'reshape'] as const) expect(kinds).not.toContain(kind)
    // What ONNX Runtime makes of the same bytes.
    const scorer = await originalScorer(own)
    const theirs = await scorer.score(image, 1)
    scorer.dispose()
    expect(theirs).toHaveLength(CLASSES)
    for (const [k, score] of theirs.entries())
      expect(Math.abs(score - expected[k]!)).toBeLessThan(1e-5 * largest)
  })

  it('CNTK with attributes of operators that are older still, which a runtime does not take', async () => {
    expect(scoresOf(await modelOf(cntk({ batch: 1, legacy: true })))).toEqual(
      scoresOf(await modelOf(cntk({ batch: 1 }))),
    )
  })
})
