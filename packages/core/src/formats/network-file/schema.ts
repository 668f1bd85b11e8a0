import { z } from 'zod'
import { modelSettingsSchema } from '../../network/model-settings.js'

const size = z.int().min(1).max(65_535)
const pair = z.union([size, z.tuple([size, size])])
const zeros = z.int().min(0).max(65_535)
/** Names are compared and quoted again and again. */
const name = z.string().min(1).max(1000)
const tensor = name

const zerosAround = z.union([zeros, z.tuple([zeros, zeros]), z.tuple([zeros, zeros, zeros, zeros])])

/**
 * Zeros around a feature map: as many on every side, [rows, columns], [top, bottom, left, right], `valid` for none, or `same` as
 * Keras has it.
 */
const padding = z.union([zerosAround, z.enum(['valid', 'same'])]).default('valid')

/** What every layer may say of itself: its name, and which layers it reads, the one before unless told. */
const wiring = { name: name.optional(), inputs: z.array(name).min(1).max(10_000).optional() }

const convolution = z.strictObject({
  kind: z.literal('conv2d'),
  ...wiring,
  weight: tensor.optional(),
  bias: tensor.optional(),
  stride: pair.default(1),
  padding,
  dilation: pair.default(1),
  /** Into which channels and filters fall; as many as input channels make it depthwise. */
  groups: size.default(1),
})

const transposedConvolution = z.strictObject({
  kind: z.literal('conv2dTranspose'),
  ...wiring,
  weight: tensor.optional(),
  bias: tensor.optional(),
  stride: pair.default(1),
  /** Rows and columns left out of the output, written as zeros around a map are. */
  padding: zerosAround.default(0),
  /** Rows and columns added at its end, less than the stride. */
  outputPadding: z.union([zeros, z.tuple([zeros, zeros])]).default(0),
  dilation: pair.default(1),
})

const zeroPad = z.strictObject({ kind: z.literal('zeroPad'), ...wiring, padding: zerosAround })

const dense = z.strictObject({
  kind: z.literal('dense'),
  ...wiring,
  weight: tensor.optional(),
  bias: tensor.optional(),
})

const batchNorm = z.strictObject({
  kind: z.literal('batchNorm'),
  ...wiring,
  weight: tensor.optional(),
  bias: tensor.optional(),
  mean: tensor.optional(),
  variance: tensor.optional(),
  epsilon: z.number().min(0).optional(),
})

/** Over the channels of each place, or each channel over all places. */
const norm = z.strictObject({
  kind: z.enum(['layerNorm', 'instanceNorm']),
  ...wiring,
  weight: tensor.optional(),
  bias: tensor.optional(),
  epsilon: z.number().positive().optional(),
})

const groupNorm = z.strictObject({ ...norm.shape, kind: z.literal('groupNorm'), groups: size })

const pool = z.strictObject({
  kind: z.enum(['maxPool', 'averagePool']),
  ...wiring,
  size: pair,
  stride: pair.optional(),
  padding,
})

const activation = z.strictObject({
  kind: z.enum([
    'relu',
    'relu6',
    'selu',
    'sigmoid',
    'hardSigmoid',
    'logSigmoid',
    'tanh',
    'hardTanh',
    'softplus',
    'softsign',
    'silu',
    'hardSwish',
    'mish',
    'gelu',
    'softmax',
    'logSoftmax',
  ]),
  ...wiring,
})

const upsample = z.strictObject({
  kind: z.literal('upsample'),
  ...wiring,
  /** How many times the rows and columns. */
  factor: pair,
  interpolation: z.enum(['nearest', 'bilinear']).default('nearest'),
})

const sloped = z.strictObject({ kind: z.enum(['leakyRelu', 'elu']), ...wiring, alpha: z.number().optional() })

const plain = z.strictObject({
  kind: z.enum(['flatten', 'globalAveragePool', 'globalMaxPool', 'dropout']),
  ...wiring,
})

const join = z.strictObject({
  kind: z.enum(['add', 'subtract', 'multiply', 'maximum', 'minimum', 'concat']),
  ...wiring,
})

export const layerSchema = z.discriminatedUnion('kind', [
  convolution,
  transposedConvolution,
  zeroPad,
  dense,
  batchNorm,
  norm,
  groupNorm,
  pool,
  activation,
  sloped,
  upsample,
  plain,
  join,
])

/** A network written down by hand or by a script: its layers, and which tensors of a weight file they take. */
export const networkFileSchema = z.strictObject({
  schema: z.literal('umbra.network/1'),
  /** Whose conventions: how kernels are laid out, how a feature map is flattened, what defaults and names are. */
  layout: z.enum(['pytorch', 'keras']),
  /** [H, W, C] of the images, in either layout. */
  input: z.tuple([size, size, size]),
  /** The weight file, beside this one: .safetensors or .npz. */
  weights: name,
  layers: z.array(layerSchema).min(1).max(10_000),
  ...modelSettingsSchema.omit({ output: true }).shape,
})

export type NetworkFile = z.output<typeof networkFileSchema>
export type LayerFile = z.output<typeof layerSchema>
export type LayerOf<K extends LayerFile['kind']> = Extract<LayerFile, { kind: K }>
