import type { Activation } from '@umbra/occlusion-wasm'
import { type LayerOf, type LayerWriting, refuse } from './layer-writing.js'

type OfName<Name extends string, A = Activation> = A extends { readonly name: infer Own }
  ? Name extends Own
    ? A
    : never
  : never

type Write<A> = (writing: LayerWriting, x: string, activation: A) => string

export function writeActivation(writing: LayerWriting, { activation }: LayerOf<'activation'>): string {
  const write = activations[activation.name] as Write<Activation>
  return write(writing, writing.input.name, activation)
}

/** An operator without settings. */
const by =
  (operator: string): Write<unknown> =>
  ({ graph }, x) =>
    graph.add(operator, [x])

const withAlpha =
  (operator: string): Write<{ readonly alpha: number }> =>
  ({ graph }, x, { alpha }) =>
    graph.add(operator, [x], { alpha: { float: alpha } })

/** Every activation, as operators of ONNX have it or spelled out in them. */
const activations: { readonly [Name in Activation['name']]: Write<OfName<Name>> } = {
  linear: by('Identity'),
  relu: by('Relu'),
  relu6: (writing, x) => clipped(writing, x, 0, 6),
  selu: by('Selu'),
  sigmoid: by('Sigmoid'),
  tanh: by('Tanh'),
  softplus: by('Softplus'),
  softsign: by('Softsign'),
  exponential: by('Exp'),
  hardSwish: by('HardSwish'),
  mish: by('Mish'),
  log: by('Log'),
  sqrt: by('Sqrt'),
  reciprocal: by('Reciprocal'),
  abs: by('Abs'),
  negate: by('Neg'),
  erf: by('Erf'),
  leakyRelu: withAlpha('LeakyRelu'),
  elu: withAlpha('Elu'),
  celu: withAlpha('Celu'),
  swish: ({ graph }, x) => graph.add('Mul', [x, graph.add('Sigmoid', [x])]),
  square: ({ graph }, x) => graph.add('Mul', [x, x]),
  tanhShrink: ({ graph }, x) => graph.add('Sub', [x, graph.add('Tanh', [x])]),
  logSigmoid: ({ graph }, x) => graph.add('Neg', [graph.add('Softplus', [graph.add('Neg', [x])])]),
  power: ({ graph }, x, { exponent }) => graph.add('Pow', [x, graph.number(exponent)]),
  hardSigmoid: ({ graph }, x, { slope }) =>
    graph.add('HardSigmoid', [x], { alpha: { float: slope }, beta: { float: 0.5 } }),
  clip: (writing, x, { least, most }) => clipped(writing, x, least, most),
  hardShrink: ({ graph }, x, { threshold }) =>
    graph.add('Shrink', [x], { lambd: { float: threshold }, bias: { float: 0 } }),
  softShrink: ({ graph }, x, { threshold }) =>
    graph.add('Shrink', [x], { lambd: { float: threshold }, bias: { float: threshold } }),
  gelu: ({ graph }, x) => {
    const erf = graph.add('Erf', [graph.add('Div', [x, graph.number(Math.SQRT2)])])
    return halved(graph, x, erf)
  },
  geluTanh: ({ graph }, x) => {
    const cube = graph.add('Pow', [x, graph.number(3)])
    const sum = graph.add('Add', [x, graph.add('Mul', [cube, graph.number(0.044715)])])
    const inner = graph.add('Mul', [sum, graph.number(Math.sqrt(2 / Math.PI))])
    return halved(graph, x, graph.add('Tanh', [inner]))
  },
  // Above the threshold x, held below the limit; and up to it the slope's part, which is 0 above.
  thresholdRelu: ({ graph, label }, x, { negativeSlope, threshold, limit }) => {
    if (limit < 0) throw refuse(label, `has a limit of ${limit}`)
    const above =
      threshold === 0
        ? graph.add('Relu', [x])
        : graph.add('ThresholdedRelu', [x], { alpha: { float: threshold } })
    const held = Number.isFinite(limit) ? graph.add('Min', [above, graph.number(limit)]) : above
    if (negativeSlope === 0) return held
    const least = graph.number(threshold)
    const below = graph.add('Sub', [graph.add('Min', [x, least]), least])
    return graph.add('Add', [held, graph.add('Mul', [below, graph.number(negativeSlope)])])
  },
}

/** x/2·(1 + y). */
function halved(graph: LayerWriting['graph'], x: string, y: string): string {
  const one = graph.add('Add', [y, graph.number(1)])
  return graph.add('Mul', [graph.add('Mul', [x, one]), graph.number(0.5)])
}

/** Bounds of which an infinite one is left out. */
function clipped({ graph }: LayerWriting, x: string, least: number, most: number): string {
  const bounds = [least, most].map((bound) => (Number.isFinite(bound) ? graph.number(bound) : ''))
  return graph.add('Clip', [x, ...bounds])
}
