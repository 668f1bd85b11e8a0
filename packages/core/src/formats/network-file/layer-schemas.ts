import * as z from '../../json/zod.js'

export const size = z.int().check(z.minimum(1), z.maximum(65_535))
const pair = z.union([size, z.tuple([size, size])])
const count = z.int().check(z.minimum(0), z.maximum(65_535))
/** Names are compared and quoted again and again. */
export const name = z.string().check(z.minLength(1), z.maxLength(1000))

/** As many on every side, [rows, columns], or [top, bottom, left, right]. */
const sides = z.union([count, z.tuple([count, count]), z.tuple([count, count, count, count])])

/** Around a feature map: so many cells, none for `valid`, or `same` as Keras has it. */
const padding = z._default(z.union([sides, z.enum(['valid', 'same'])]), 'valid')

/** Of [H, W, C], of [n, C] or of [n], in either layout. */
const axis = z.union([z.enum(['rows', 'columns', 'channels']), z.int().check(z.minimum(0), z.maximum(2))])

/** What every layer may say of itself: its name, and which layers it reads, the one before unless told. */
const wiring = {
  name: z.optional(name),
  inputs: z.optional(z.array(name).check(z.minLength(1), z.maxLength(10_000))),
}
/** Tensors of the weight file, those called after the layer unless told. */
const weights = { weight: z.optional(name), bias: z.optional(name) }
const positive = z.number().check(z.positive())

const weighted = [
  z.strictObject({
    kind: z.literal('conv2d'),
    ...wiring,
    ...weights,
    stride: z._default(pair, 1),
    padding,
    dilation: z._default(pair, 1),
    /** Into which channels and filters fall; as many as input channels make it depthwise. */
    groups: z._default(size, 1),
  }),
  z.strictObject({
    kind: z.literal('conv2dTranspose'),
    ...wiring,
    ...weights,
    stride: z._default(pair, 1),
    /** Rows and columns left out of the output. */
    padding: z._default(sides, 0),
    /** Rows and columns added at its end, less than the stride or the dilation. */
    outputPadding: z._default(z.union([count, z.tuple([count, count])]), 0),
    dilation: z._default(pair, 1),
    groups: z._default(size, 1),
  }),
  z.strictObject({ kind: z.literal('dense'), ...wiring, ...weights }),
  z.strictObject({
    kind: z.literal('batchNorm'),
    ...wiring,
    ...weights,
    mean: z.optional(name),
    variance: z.optional(name),
    epsilon: z.optional(z.number().check(z.minimum(0))),
  }),
  z.strictObject({ kind: z.literal('scaleShift'), ...wiring, ...weights }),
] as const

const norm = { ...wiring, ...weights, epsilon: z.optional(positive) }
const norms = [
  z.strictObject({ kind: z.enum(['layerNorm', 'rmsNorm', 'instanceNorm']), ...norm }),
  z.strictObject({ kind: z.literal('groupNorm'), ...norm, groups: size }),
  z.strictObject({ kind: z.literal('l2Normalize'), ...wiring, epsilon: z.optional(positive) }),
  z.strictObject({
    kind: z.literal('localResponseNorm'),
    ...wiring,
    /** Channels before and behind each that count with it. */
    radius: z.union([count, z.tuple([count, count])]),
    alpha: z.number().check(z.minimum(0)),
    beta: z.number().check(z.minimum(0)),
    bias: positive,
  }),
] as const

const pooling = {
  ...wiring,
  size: pair,
  stride: z.optional(pair),
  padding,
  dilation: z._default(pair, 1),
  /** Whether a last window may stick out. */
  ceil: z._default(z.boolean(), false),
}
const pools = [
  z.strictObject({ kind: z.literal('maxPool'), ...pooling }),
  z.strictObject({
    kind: z.literal('averagePool'),
    ...pooling,
    /** Whether the mean counts padding as zeros, or how much of it on each side. */
    counted: z.optional(z.union([z.boolean(), sides])),
  }),
  z.strictObject({
    kind: z.literal('reduce'),
    ...wiring,
    by: z.enum(['mean', 'sum', 'max']),
    axes: z.array(axis).check(z.minLength(1), z.maxLength(3)),
    keepAxes: z._default(z.boolean(), false),
  }),
] as const

/** Nonlinearities without settings, and those whose settings may be left out. */
const activations = [
  z.strictObject({
    kind: z.enum([
      ...['linear', 'relu', 'relu6', 'selu', 'sigmoid', 'logSigmoid', 'tanh', 'tanhShrink', 'hardTanh'],
      ...['softplus', 'softsign', 'silu', 'hardSwish', 'mish', 'exponential', 'log', 'sqrt', 'reciprocal'],
      ...['square', 'abs', 'negate', 'erf'],
    ] as const),
    ...wiring,
  }),
  z.strictObject({ kind: z.enum(['leakyRelu', 'elu', 'celu']), ...wiring, alpha: z.optional(z.number()) }),
  z.strictObject({
    kind: z.literal('gelu'),
    ...wiring,
    /** By tanh, or not at all. */
    approximate: z._default(z.enum(['none', 'tanh']), 'none'),
  }),
  z.strictObject({ kind: z.literal('hardSigmoid'), ...wiring, slope: z._default(z.number(), 1 / 6) }),
  z.strictObject({
    kind: z.literal('thresholdRelu'),
    ...wiring,
    negativeSlope: z._default(z.number(), 0),
    threshold: z._default(z.number().check(z.minimum(0)), 0),
    limit: z.optional(z.number()),
  }),
  z.strictObject({
    kind: z.literal('clip'),
    ...wiring,
    least: z.optional(z.number()),
    most: z.optional(z.number()),
  }),
  z.strictObject({
    kind: z.enum(['softShrink', 'hardShrink']),
    ...wiring,
    threshold: z._default(z.number().check(z.minimum(0)), 0.5),
  }),
  z.strictObject({ kind: z.literal('power'), ...wiring, exponent: z.number() }),
  z.strictObject({ kind: z.enum(['softmax', 'logSoftmax']), ...wiring }),
] as const

const interpolation = z._default(z.enum(['nearest', 'bilinear']), 'nearest')
const rearrangements = [
  z.strictObject({ kind: z.enum(['flatten', 'globalAveragePool', 'globalMaxPool', 'dropout']), ...wiring }),
  z.strictObject({ kind: z.literal('zeroPad'), ...wiring, padding: sides }),
  z.strictObject({
    kind: z.literal('pad'),
    ...wiring,
    padding: sides,
    mode: z.enum(['constant', 'reflect', 'symmetric', 'edge']),
    /** Of mode `constant`. */
    value: z.optional(z.number()),
  }),
  z.strictObject({ kind: z.literal('crop'), ...wiring, cropping: sides }),
  /** By how many times the rows and columns, or to how many. */
  z.strictObject({ kind: z.literal('upsample'), ...wiring, factor: pair, interpolation }),
  z.strictObject({ kind: z.literal('resize'), ...wiring, size: pair, interpolation }),
  z.strictObject({
    kind: z.literal('reshape'),
    ...wiring,
    shape: z.array(z.int().check(z.minimum(1), z.maximum(2 ** 28))).check(z.minLength(1), z.maxLength(8)),
  }),
  z.strictObject({
    kind: z.literal('transpose'),
    ...wiring,
    axes: z.array(axis).check(z.minLength(1), z.maxLength(3)),
  }),
  z.strictObject({
    kind: z.literal('select'),
    ...wiring,
    axis: z._default(axis, 'channels'),
    indices: z.optional(z.array(z.int().check(z.minimum(0))).check(z.minLength(1), z.maxLength(1_000_000))),
    /** A slice as Python has it: from one up to another, which is left out, by steps. */
    from: z.optional(z.int()),
    to: z.optional(z.int()),
    step: z.optional(z.int().check(z.refine((step) => step !== 0, 'expected a step other than 0'))),
  }),
  z.strictObject({ kind: z.literal('channelShuffle'), ...wiring, groups: size }),
] as const

const joins = [
  z.strictObject({
    kind: z.enum(['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum']),
    ...wiring,
  }),
  z.strictObject({ kind: z.literal('concat'), ...wiring, axis: z._default(axis, 'channels') }),
] as const

export const layerSchema = z.discriminatedUnion('kind', [
  ...weighted,
  ...norms,
  ...pools,
  ...activations,
  ...rearrangements,
  ...joins,
])

export type LayerFile = z.output<typeof layerSchema>
/** The layers that are of one of these kinds, among others perhaps. */
export type LayerOf<Kind extends LayerFile['kind'], L = LayerFile> = L extends { kind: infer Own }
  ? Kind extends Own
    ? L
    : never
  : never
