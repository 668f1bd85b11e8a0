import type { Activation, Layer, Network, Operation, Shape } from '@umbra/occlusion-wasm'
import { npz } from '../src/export/index.js'

type Arrays = Parameters<typeof npz>[0]
type OfKind<Kind extends string> = Operation extends infer O
  ? O extends { readonly kind: infer Own }
    ? Kind extends Own
      ? O
      : never
    : never
  : never
type OfName<Name extends string, A = Activation> = A extends { readonly name: infer Own }
  ? Name extends Own
    ? A
    : never
  : never

/** A layer written down: its settings, and its tensors by the ending of their names. */
interface Written {
  readonly settings: object
  readonly tensors?: Readonly<
    Record<string, { readonly data: Float32Array; readonly shape: readonly number[] }>
  >
}

/** What a layer reads and gives, in [H, W, C], and the layout it is written in. */
interface Around {
  readonly input: Shape
  readonly output: Shape
  readonly layout: Layout
}

interface Layout {
  readonly name: 'pytorch' | 'keras'
  /** Of a kernel [kh, kw, Cin / groups, Cout]. */
  readonly kernel: (values: Float32Array, shape: Shape) => { data: Float32Array; shape: readonly number[] }
  /** The same of a transposed convolution in so many groups. */
  readonly transposed: (
    values: Float32Array,
    shape: Shape,
    groups: number,
  ) => { data: Float32Array; shape: readonly number[] }
  readonly dense: (values: Float32Array, shape: Shape) => { data: Float32Array; shape: readonly number[] }
}

/**
 * network.json and its weight file as they say a network, without what is said of its head. Every operation and every activation has its
 * form here: one that has none does not compile.
 */
export function networkFileOf(network: Network, layout: 'pytorch' | 'keras') {
  const layers: object[] = []
  const tensors: Record<string, Arrays[string]> = {}
  const nameOf = (index: number) => (index < 0 ? 'image' : `layer${index}`)
  for (const [index, layer] of network.layers.entries()) {
    const input = layer.inputs[0]! < 0 ? network.inputShape : network.layers[layer.inputs[0]!]!.outputShape
    const write = forms[layer.kind] as (layer: Layer, around: Around) => Written | readonly Written[]
    const written = [write(layer, { input, output: layer.outputShape, layout: layouts[layout] })].flat()
    for (const [step, { settings, tensors: own = {} }] of written.entries()) {
      const last = step === written.length - 1
      const name = last ? nameOf(index) : `${nameOf(index)}.${step}`
      const inputs = step === 0 ? { inputs: layer.inputs.map(nameOf) } : {}
      layers.push({ ...settings, ...inputs, name })
      for (const [end, tensor] of Object.entries(own)) {
        tensors[`${name}${endings[layout][end as keyof (typeof endings)['keras']]}`] = tensor
      }
    }
  }
  const json = { schema: 'umbra.network/1', layout, input: network.inputShape, weights: 'w.npz', layers }
  return { json, shards: { 'w.npz': npz(tensors) } }
}

const endings = {
  pytorch: { weight: '.weight', bias: '.bias', gamma: '.weight', beta: '.bias', scale: '.weight' },
  keras: { weight: '/kernel', bias: '/bias', gamma: '/gamma', beta: '/beta', scale: '/scale' },
}

const vector = (data: Float32Array) => ({ data, shape: [data.length] })
const affine = (layer: { readonly scale: Float32Array; readonly shift: Float32Array }) => ({
  gamma: vector(layer.scale),
  beta: vector(layer.shift),
})
const plain = (kind: string, settings: object = {}): Written => ({ settings: { kind, ...settings } })
const joined = ({ kind }: { readonly kind: string }) => plain(kind)

/** As many groups as channels are depthwise, whose kernel is [kh, kw, C, multiplier] in the layout of Keras, in the same order. */
function convolution(
  layer: OfKind<'conv2d'> | OfKind<'depthwiseConv2d'>,
  groups: number,
  { input, layout }: Around,
): Written {
  const { kernel, kernelSize, bias, strides: stride, dilation, padding } = layer
  const channels = input.at(-1)!
  const depthwise = layout.name === 'keras' && groups === channels
  const shape = depthwise
    ? [...kernelSize, channels, bias.length / channels]
    : [...kernelSize, channels / groups, bias.length]
  return {
    settings: { kind: 'conv2d', stride, dilation, padding, groups },
    tensors: { weight: layout.kernel(kernel, shape), bias: vector(bias) },
  }
}

const forms: {
  readonly [Kind in Operation['kind']]: (layer: OfKind<Kind>, around: Around) => Written | Written[]
} = {
  conv2d: (layer, around) => convolution(layer, layer.groups ?? 1, around),
  depthwiseConv2d: (layer, around) => convolution(layer, around.input.at(-1)!, around),
  conv2dTranspose: (layer, { input, layout }) => {
    const { kernel, kernelSize, bias, strides: stride, dilation, padding, outputPadding, groups = 1 } = layer
    const shape = [...kernelSize, input.at(-1)! / groups, bias.length]
    return {
      settings: { kind: 'conv2dTranspose', stride, dilation, padding, groups, outputPadding },
      tensors: { weight: layout.transposed(kernel, shape, groups), bias: vector(bias) },
    }
  },
  dense: ({ kernel, bias }, { input, layout }) => ({
    settings: { kind: 'dense' },
    tensors: { weight: layout.dense(kernel, [input[0]!, bias.length]), bias: vector(bias) },
  }),
  scaleShift: (layer) => ({ settings: { kind: 'scaleShift' }, tensors: affine(layer) }),
  layerNorm: (layer) => ({ settings: { kind: 'layerNorm', epsilon: layer.epsilon }, tensors: affine(layer) }),
  rmsNorm: ({ epsilon, scale, shift }) => ({
    settings: { kind: 'rmsNorm', epsilon },
    tensors: { scale: vector(scale), beta: vector(shift) },
  }),
  groupNorm: (layer) => ({
    settings: { kind: 'groupNorm', groups: layer.groups, epsilon: layer.epsilon },
    tensors: affine(layer),
  }),
  l2Normalize: ({ epsilon }) => plain('l2Normalize', { epsilon }),
  localResponseNorm: (settings) =>
    plain('localResponseNorm', pick(settings, 'radius', 'alpha', 'beta', 'bias')),
  softmax: joined,
  logSoftmax: joined,
  activation: ({ activation }) => {
    const write = activations[activation.name] as (activation: Activation) => Written
    return write(activation)
  },
  maxPool: (layer) => pool(layer),
  averagePool: (layer) => pool(layer, { counted: layer.counted ?? false }),
  globalMaxPool: joined,
  globalAveragePool: joined,
  zeroPad: ({ padding }) => plain('zeroPad', { padding }),
  pad: (layer) => plain('pad', pick(layer, 'padding', 'mode', 'value')),
  crop: ({ cropping }) => plain('crop', { cropping }),
  resize: ({ size, interpolation }) => plain('resize', { size, interpolation }),
  flatten: (_, around) => turnedForChannelsFirst(around, plain('flatten')),
  // Channels first, the first axis of ours is the one that lies last.
  reshape: ({ shape }, around) => {
    if (shape.length === 1) return turnedForChannelsFirst(around, plain('reshape', { shape }))
    if (around.layout.name === 'keras') return plain('reshape', { shape })
    const back = plain('transpose', { axes: [shape.length - 1, ...shape.slice(1).keys()] })
    return turnedForChannelsFirst(around, plain('reshape', { shape: [...shape.slice(1), shape[0]!] }), back)
  },
  transpose: ({ axes }) => plain('transpose', { axes }),
  select: ({ axis, indices }) => plain('select', { axis, indices }),
  reduce: (layer) => plain('reduce', pick(layer, 'by', 'axes', 'keepAxes')),
  concat: ({ axis }) => plain('concat', { axis }),
  add: joined,
  subtract: joined,
  multiply: joined,
  divide: joined,
  maximum: joined,
  minimum: joined,
}

/** Every kind of operation there is. */
export const writtenKinds: readonly string[] = Object.keys(forms)

const activations: { readonly [Name in Activation['name']]: (activation: OfName<Name>) => Written } = {
  linear: () => plain('linear'),
  relu: () => plain('relu'),
  relu6: () => plain('relu6'),
  selu: () => plain('selu'),
  sigmoid: () => plain('sigmoid'),
  tanh: () => plain('tanh'),
  softplus: () => plain('softplus'),
  swish: () => plain('silu'),
  gelu: () => plain('gelu'),
  geluTanh: () => plain('gelu', { approximate: 'tanh' }),
  hardSwish: () => plain('hardSwish'),
  mish: () => plain('mish'),
  softsign: () => plain('softsign'),
  exponential: () => plain('exponential'),
  logSigmoid: () => plain('logSigmoid'),
  tanhShrink: () => plain('tanhShrink'),
  log: () => plain('log'),
  sqrt: () => plain('sqrt'),
  reciprocal: () => plain('reciprocal'),
  square: () => plain('square'),
  abs: () => plain('abs'),
  negate: () => plain('negate'),
  erf: () => plain('erf'),
  leakyRelu: ({ alpha }) => plain('leakyRelu', { alpha }),
  elu: ({ alpha }) => plain('elu', { alpha }),
  celu: ({ alpha }) => plain('celu', { alpha }),
  thresholdRelu: ({ negativeSlope, threshold, limit }) =>
    plain('thresholdRelu', { negativeSlope, threshold, ...finite('limit', limit) }),
  power: ({ exponent }) => plain('power', { exponent }),
  hardSigmoid: ({ slope }) => plain('hardSigmoid', { slope }),
  clip: ({ least, most }) => plain('clip', { ...finite('least', least), ...finite('most', most) }),
  softShrink: ({ threshold }) => plain('softShrink', { threshold }),
  hardShrink: ({ threshold }) => plain('hardShrink', { threshold }),
}

function pool(layer: OfKind<'maxPool'>, more: object = {}): Written {
  const { kind, windowSize: size, strides: stride, dilation, padding } = layer
  return plain(kind, { size, stride, dilation, padding, ...more })
}

/** JSON knows no infinity. */
function finite(setting: string, value: number): object {
  return Number.isFinite(value) ? { [setting]: value } : {}
}

function pick<O extends object, K extends keyof O>(from: O, ...keys: readonly K[]): object {
  return Object.fromEntries(keys.map((key) => [key, from[key]]))
}

/** A layer behind the transposition after which channels first is the order that ours had before. */
function turnedForChannelsFirst({ input, layout }: Around, ...layers: Written[]): Written[] {
  if (layout.name === 'keras' || input.length === 1) return layers
  const axes = [...input.slice(1).map((_, axis) => axis + 1), 0]
  return [plain('transpose', { axes }), ...layers]
}

/** The values of `shape` with its axes in another order. */
function turned(values: Float32Array, shape: Shape, axes: readonly number[]) {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1))
  const sizes = axes.map((axis) => shape[axis]!)
  const data = Float32Array.from(values, (_, i) => {
    let [rest, place] = [i, 0]
    for (let at = axes.length - 1; at >= 0; at--) {
      place += (rest % sizes[at]!) * steps[axes[at]!]!
      rest = Math.floor(rest / sizes[at]!)
    }
    return values[place]!
  })
  return { data, shape: sizes }
}

const layouts: Readonly<Record<'pytorch' | 'keras', Layout>> = {
  pytorch: {
    name: 'pytorch',
    kernel: (values, shape) => turned(values, shape, [3, 2, 0, 1]),
    // [kh, kw, own, groups, filters of each] to [groups, own, filters of each, kh, kw].
    transposed: (values, [height, width, own, filters], groups) => {
      const each = filters! / groups
      const { data } = turned(values, [height!, width!, own!, groups, each], [3, 2, 4, 0, 1])
      return { data, shape: [groups * own!, each, height!, width!] }
    },
    dense: (values, shape) => turned(values, shape, [1, 0]),
  },
  keras: {
    name: 'keras',
    kernel: (data, shape) => ({ data, shape }),
    transposed: (values, shape) => turned(values, shape, [0, 1, 3, 2]),
    dense: (data, shape) => ({ data, shape }),
  },
}
