import { channelAxis, channelsFirst, channelsLast, type LayerOf, type LayerWriting } from './layer-writing.js'

type Affine = { readonly scale: Float32Array; readonly shift: Float32Array }

export function writeScaleShift(writing: LayerWriting, layer: Affine): string {
  return scaled(writing, writing.input.name, layer)
}

/** By channel: a batch norm that has seen a mean of 0 and a variance of 1, where its channels are the second axis. */
function scaled(writing: LayerWriting, name: string, { scale, shift }: Affine): string {
  const { graph, input } = writing
  const size = [scale.length]
  const [factors, offsets] = [graph.constant(scale, size), graph.constant(shift, size)]
  if (channelAxis(input.shape) !== 1) return graph.add('Add', [graph.add('Mul', [name, factors]), offsets])
  const mean = graph.constant(new Float32Array(scale.length), size)
  const variance = graph.constant(new Float32Array(scale.length).fill(1), size)
  return graph.add('BatchNormalization', [name, factors, offsets, mean, variance], { epsilon: { float: 0 } })
}

/** LayerNormalization, which goes over the last axis. */
export function writeLayerNorm(
  writing: LayerWriting,
  { scale, shift, epsilon }: LayerOf<'layerNorm'>,
): string {
  const { graph, input } = writing
  const last = channelsLast(writing, input)
  const size = [scale.length]
  const factors = [graph.constant(scale, size), graph.constant(shift, size)]
  const axis = input.shape.length
  const normal = graph.add('LayerNormalization', [last, ...factors], { axis, epsilon: { float: epsilon } })
  return channelsFirst(writing, normal, input.shape)
}

/** x / √(mean of x² + epsilon): ONNX has had an operator for it since version 23 alone. */
export function writeRmsNorm(writing: LayerWriting, layer: LayerOf<'rmsNorm'>): string {
  const { graph, input } = writing
  const squares = graph.add('Mul', [input.name, input.name])
  const axes = graph.integers([channelAxis(input.shape)])
  const mean = graph.add('ReduceMean', [squares, axes], { keepdims: 1 })
  const root = graph.add('Sqrt', [graph.add('Add', [mean, graph.number(layer.epsilon)])])
  return scaled(writing, graph.add('Div', [input.name, root]), layer)
}

/** GroupNormalization, whose own factors go by groups until version 21: ours come after it. */
export function writeGroupNorm(writing: LayerWriting, layer: LayerOf<'groupNorm'>): string {
  const { graph, input } = writing
  const { groups, epsilon } = layer
  const ones = graph.constant(new Float32Array(groups).fill(1), [groups])
  const zeros = graph.constant(new Float32Array(groups), [groups])
  const settings = { num_groups: groups, epsilon: { float: epsilon } }
  return scaled(writing, graph.add('GroupNormalization', [input.name, ones, zeros], settings), layer)
}

/** x / √max(Σx², epsilon). */
export function writeL2Normalize(
  { graph, input }: LayerWriting,
  { epsilon }: LayerOf<'l2Normalize'>,
): string {
  const squares = graph.add('Mul', [input.name, input.name])
  const axes = graph.integers([channelAxis(input.shape)])
  const sum = graph.add('ReduceSum', [squares, axes], { keepdims: 1 })
  const held = graph.add('Max', [sum, graph.number(epsilon)])
  return graph.add('Div', [input.name, graph.add('Sqrt', [held])])
}

/** LRN, whose alpha is divided by the size; a sum over more channels on one side than on the other is a convolution. */
export function writeLocalResponseNorm(
  { graph, input }: LayerWriting,
  { radius: [before, after], alpha, beta, bias }: LayerOf<'localResponseNorm'>,
): string {
  const size = before + after + 1
  if (before === after) {
    const settings = { alpha: { float: alpha * size }, beta: { float: beta }, bias: { float: bias } }
    return graph.add('LRN', [input.name], { size, ...settings })
  }
  const channels = input.shape[2]!
  const band = Float32Array.from({ length: channels * channels }, (_, i) => {
    const [to, from] = [Math.floor(i / channels), i % channels]
    return from >= to - before && from <= to + after ? alpha : 0
  })
  const squares = graph.add('Mul', [input.name, input.name])
  const offset = graph.constant(new Float32Array(channels).fill(bias), [channels])
  const sum = graph.add('Conv', [squares, graph.constant(band, [channels, channels, 1, 1]), offset])
  return graph.add('Div', [input.name, graph.add('Pow', [sum, graph.number(beta)])])
}

export function writeSoftmax({ graph, input }: LayerWriting, { kind }: LayerOf<'softmax'>): string {
  const operator = kind === 'softmax' ? 'Softmax' : 'LogSoftmax'
  return graph.add(operator, [input.name], { axis: channelAxis(input.shape) })
}
