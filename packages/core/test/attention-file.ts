import { Random } from '../src/random.ts'
import { node, onnxFile, tensor, value, weight } from './onnx-file.ts'

export const [HEIGHT, WIDTH, CHANNELS, INNER, CLASSES] = [6, 5, 3, 4, 3]

type Axes = 'NCHW' | 'NHWC' | 'CHW' | 'HWC' | 'NHW' | 'flat'

interface Form {
  readonly axes?: Axes
  /** Size of the batch; text is an open one. */
  readonly batch?: number | string
  /** What the class scores go through at last. */
  readonly ending?: 'Softmax' | 'LogSoftmax' | 'Sigmoid' | 'ArgMax' | 'halves' | 'amongOthers'
  readonly opset?: number
  /** TensorProto.DataType of the input: it is cast to float32. */
  readonly type?: number
  readonly second?: boolean
  /** Weights of the classes as they lie in a file beside. */
  readonly external?: string
}

/** Weights of one head of attention over pixels, as [rows, columns]. */
export function attentionWeights(channels = CHANNELS) {
  const random = new Random(5)
  const numbers = (length: number) => Float32Array.from({ length }, () => 1.5 * random.normal())
  return {
    query: numbers(channels * INNER),
    key: numbers(channels * INNER),
    value: numbers(channels * INNER),
    classes: numbers(INNER * CLASSES),
  }
}

/** An ONNX file of self-attention over the pixels of an image: products of two things that depend on it. */
export function attentionFile(form: Form = {}): Uint8Array {
  const { axes = 'NCHW', batch = 'n', ending, opset = 17, type = 1, second = false, external } = form
  const channels = axes === 'NHW' ? 1 : CHANNELS
  const sizes: Record<string, number | string> = { N: batch, C: channels, H: HEIGHT, W: WIDTH }
  const dims = axes === 'flat' ? [batch, HEIGHT * WIDTH] : [...axes].map((letter) => sizes[letter]!)
  const own = axes === 'flat' ? 1 : channels
  const weights = attentionWeights(own)
  const order = { NCHW: [0, 2, 3, 1], CHW: [1, 2, 0] }[axes as string]
  const batched = axes.startsWith('N') || axes === 'flat'
  const outputs = [
    ending === 'ArgMax' ? value('out', [batch, 1], 7) : value('out', batched ? [batch, CLASSES] : [CLASSES]),
  ]
  return onnxFile({
    opset,
    inputs: [value('image', dims, type)],
    outputs: second ? [...outputs, value('other', [batch, CLASSES])] : outputs,
    nodes: [
      node('Cast', 'image', 'floats', { to: 1 }),
      order ? node('Transpose', 'floats', 'last', { perm: order }) : node('Identity', 'floats', 'last'),
      node('Reshape', 'last, rows', 'x'),
      node('MatMul', 'x, query', 'q'),
      node('MatMul', 'x, key', 'k'),
      node('MatMul', 'x, value', 'v'),
      node('Transpose', 'k', 'turned', { perm: [0, 2, 1] }),
      node('MatMul', 'q, turned', 'likeness'),
      node('Softmax', 'likeness', 'attention', { axis: 2 }),
      node('MatMul', 'attention, v', 'mixed'),
      node('ReduceMean', 'mixed', 'mean', { axes: [1], keepdims: 0 }),
      node('MatMul', 'mean, classes', 'scores'),
      ...(second ? [node('Neg', 'scores', 'other')] : []),
      ...endingNodes(ending, axes),
    ],
    weights: [
      weight('query', [own, INNER], weights.query),
      weight('key', [own, INNER], weights.key),
      weight('value', [own, INNER], weights.value),
      external === undefined
        ? weight('classes', [INNER, CLASSES], weights.classes)
        : tensor({
            name: 'classes',
            dims: [INNER, CLASSES],
            dataType: 1,
            dataLocation: 1,
            externalData: [{ key: 'location', value: external }],
          }),
      tensor({ name: 'rows', dims: [3], dataType: 7, int64Data: [-1n, BigInt(HEIGHT * WIDTH), BigInt(own)] }),
      tensor({ name: 'flat', dims: [1], dataType: 7, int64Data: [BigInt(CLASSES)] }),
      weight('half', [1], [0.5]),
    ],
  })
}

function endingNodes(ending: Form['ending'], axes: Axes) {
  const flat = axes === 'CHW' || axes === 'HWC'
  const last = flat ? [node('Reshape', 'ended, flat', 'out')] : [node('Identity', 'ended', 'out')]
  if (ending === 'amongOthers')
    return [
      node('ReduceMax', 'scores', 'largest', { axes: [0] }),
      node('Sub', 'scores, largest', 'ended'),
      ...last,
    ]
  if (ending === undefined) return [node('Identity', 'scores', 'ended'), ...last]
  if (ending === 'halves')
    return [node('Softmax', 'scores', 'p', { axis: 1 }), node('Mul', 'p, half', 'ended'), ...last]
  if (ending === 'ArgMax') return [node('ArgMax', 'scores', 'out', { axis: 1 })]
  return [node(ending, 'scores', 'ended', ending === 'Sigmoid' ? {} : { axis: 1 }), ...last]
}

/** Class scores by the definition, in float64. @param image - [H, W, C] */
export function attentionScores(image: ArrayLike<number>, channels = CHANNELS): number[] {
  const { query, key, value: values, classes } = attentionWeights(channels)
  const pixels = image.length / channels
  const times = (matrix: Float32Array) =>
    Array.from({ length: pixels }, (_, t) =>
      Array.from({ length: INNER }, (_, d) => {
        let sum = 0
        for (let c = 0; c < channels; c++) sum += image[t * channels + c]! * matrix[c * INNER + d]!
        return sum
      }),
    )
  const [q, k, v] = [times(query), times(key), times(values)]
  const mean = new Array<number>(INNER).fill(0)
  for (const row of q) {
    const odds = k.map((other) => Math.exp(row.reduce((sum, each, d) => sum + each * other[d]!, 0)))
    const all = odds.reduce((sum, odd) => sum + odd, 0)
    odds.forEach((odd, t) => {
      for (let d = 0; d < INNER; d++) mean[d]! += ((odd / all) * v[t]![d]!) / pixels
    })
  }
  return Array.from({ length: CLASSES }, (_, c) =>
    mean.reduce((sum, each, d) => sum + each * classes[d * CLASSES + c]!, 0),
  )
}
