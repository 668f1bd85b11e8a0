import * as z from 'zod'

export const size = z.int().min(1).max(65_535)
const pair = z.union([size, z.tuple([size, size])])
const count = z.int().min(0).max(65_535)
/** Names are compared and quoted again and again. */
export const name = z.string().min(1).max(1000)

/** As many on every side, [rows, columns], or [top, bottom, left, right]. */
const sides = z.union([count, z.tuple([count, count]), z.tuple([count, count, count, count])])

/** Around a feature map: so many cells, none for `valid`, or `same` as Keras has it. */
const padding = z.union([sides, z.enum(['valid', 'same'])]).default('valid')

/** Of [H, W, C], of [n, C] or of [n], in either layout. */
const axis = z.union([z.enum(['rows', 'columns', 'channels']), z.int().min(0).max(2)])

/** What every layer may say of itself: its name, and which layers it reads, the one before unless told. */
const wiring = { name: name.optional(), inputs: z.array(name).min(1).max(10_000).optional() }
/** Tensors of the weight file, those called after the layer unless told. */
const weights = { weight: name.optional(), bias: name.optional() }
const positive = z.number().positive()

const weighted = [
  z.strictObject({
    kind: z.literal('conv2d'),
    ...wiring,
    ...weights,
    stride: pair.default(1),
    padding,
    dilation: pair.default(1),
    /** Into which channels and filters fall; as many as input channels make it depthwise. */
    groups: size.default(1),
  }),
  z.strictObject({
    kind: z.literal('conv2dTranspose'),
    ...wiring,
    ...weights,
    stride: pair.default(1),
    /** Rows and columns left out of the output. */
    padding: sides.default(0),
    /** Rows and columns added at its end, less than the stride or the dilation. */
    outputPadding: z.union([count, z.tuple([count, count])]).default(0),
    dilation: pair.default(1),
    groups: size.default(1),
  }),
  z.strictObject({ kind: z.literal('dense'), ...wiring, ...weights }),
  z.strictObject({
    kind: z.literal('batchNorm'),
    ...wiring,
    ...weights,
    mean: name.optional(),
    variance: name.optional(),
    epsilon: z.number().min(0).optional(),
  }),
  z.strictObject({ kind: z.literal('scaleShift'), ...wiring, ...weights }),
] as const

const norm = { ...wiring, ...weights, epsilon: positive.optional() }
const norms = [
  z.strictObject({ kind: z.enum(['layerNorm', 'rmsNorm', 'instanceNorm']), ...norm }),
  z.strictObject({ kind: z.literal('groupNorm'), ...norm, groups: size }),
  z.strictObject({ kind: z.literal('l2Normalize'), ...wiring, epsilon: positive.optional() }),
  z.strictObject({
    kind: z.literal('localResponseNorm'),
    ...wiring,
    /** Channels before and behind each that count with it. */
    radius: z.union([count, z.tuple([count, count])]),
    alpha: z.number().min(0),
    beta: z.number().min(0),
    bias: positive,
  }),
] as const

const pooling = {
  ...wiring,
  size: pair,
  stride: pair.optional(),
  padding,
  dilation: pair.default(1),
  /** Whether a last window may stick out. */
  ceil: z.boolean().default(false),
}
const pools = [
  z.strictObject({ kind: z.literal('maxPool'), ...pooling }),
  z.strictObject({
    kind: z.literal('averagePool'),
    ...pooling,
    /** Whether the mean counts padding as zeros, or how much of it on each side. */
    counted: z.union([z.boolean(), sides]).optional(),
  }),
  z.strictObject({
    kind: z.literal('reduce'),
    ...wiring,
    by: z.enum(['mean', 'sum', 'max']),
    axes: z.array(axis).min(1).max(3),
    keepAxes: z.boolean().default(false),
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
  z.strictObject({ kind: z.enum(['leakyRelu', 'elu', 'celu']), ...wiring, alpha: z.number().optional() }),
  z.strictObject({
    kind: z.literal('gelu'),
    ...wiring,
    /** By tanh, or not at all. */
    approximate: z.enum(['none', 'tanh']).default('none'),
  }),
  z.strictObject({ kind: z.literal('hardSigmoid'), ...wiring, slope: z.number().default(1 / 6) }),
  z.strictObject({
    kind: z.literal('thresholdRelu'),
    ...wiring,
    negativeSlope: z.number().default(0),
    threshold: z.number().min(0).default(0),
    limit: z.number().optional(),
  }),
  z.strictObject({
    kind: z.literal('clip'),
    ...wiring,
    least: z.number().optional(),
    most: z.number().optional(),
  }),
  z.strictObject({
    kind: z.enum(['softShrink', 'hardShrink']),
    ...wiring,
    threshold: z.number().min(0).default(0.5),
  }),
  z.strictObject({ kind: z.literal('power'), ...wiring, exponent: z.number() }),
  z.strictObject({ kind: z.enum(['softmax', 'logSoftmax']), ...wiring }),
] as const

const interpolation = z.enum(['nearest', 'bilinear']).default('nearest')
const rearrangements = [
  z.strictObject({ kind: z.enum(['flatten', 'globalAveragePool', 'globalMaxPool', 'dropout']), ...wiring }),
  z.strictObject({ kind: z.literal('zeroPad'), ...wiring, padding: sides }),
  z.strictObject({
    kind: z.literal('pad'),
    ...wiring,
    padding: sides,
    mode: z.enum(['constant', 'reflect', 'symmetric', 'edge']),
    /** Of mode `constant`. */
    value: z.number().optional(),
  }),
  z.strictObject({ kind: z.literal('crop'), ...wiring, cropping: sides }),
  /** By how many times the rows and columns, or to how many. */
  z.strictObject({ kind: z.literal('upsample'), ...wiring, factor: pair, interpolation }),
  z.strictObject({ kind: z.literal('resize'), ...wiring, size: pair, interpolation }),
  z.strictObject({
    kind: z.literal('reshape'),
    ...wiring,
    shape: z
      .array(
        z
          .int()
          .min(1)
          .max(2 ** 28),
      )
      .min(1)
      .max(8),
  }),
  z.strictObject({ kind: z.literal('transpose'), ...wiring, axes: z.array(axis).min(1).max(3) }),
  z.strictObject({
    kind: z.literal('select'),
    ...wiring,
    axis: axis.default('channels'),
    indices: z.array(z.int().min(0)).min(1).max(1_000_000).optional(),
    /** A slice as Python has it: from one up to another, which is left out, by steps. */
    from: z.int().optional(),
    to: z.int().optional(),
    step: z
      .int()
      .refine((step) => step !== 0, 'expected a step other than 0')
      .optional(),
  }),
  z.strictObject({ kind: z.literal('channelShuffle'), ...wiring, groups: size }),
] as const

const joins = [
  z.strictObject({
    kind: z.enum(['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum']),
    ...wiring,
  }),
  z.strictObject({ kind: z.literal('concat'), ...wiring, axis: axis.default('channels') }),
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
