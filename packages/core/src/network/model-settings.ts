import { InputError } from '../errors.js'
import * as z from '../json/zod.js'
import { parseOptions } from '../validate.js'

/** Factors beyond overflow float32 in the first layers of a network. */
const FURTHEST = 1_000_000
const offset = z.number().check(z.minimum(-FURTHEST), z.maximum(FURTHEST))
const divisor = z.number().check(z.minimum(1 / FURTHEST), z.maximum(FURTHEST))
const side = z.int().check(z.minimum(1), z.maximum(65_535))
const channels = <S extends z.ZodMiniType>(schema: S) =>
  z.union([schema, z.array(schema).check(z.minLength(1), z.maxLength(65_535))])

/** What a class may be called: it stands in figures, tables and on terminals. */
const className = z.string().check(
  z.minLength(1),
  z.maxLength(200),
  z.refine((name) => !/\p{Cc}/u.test(name), 'expected names without control characters'),
)

/** Names in the order of a model's scores. */
export const classNamesSchema = z.array(className).check(
  z.minLength(2),
  z.maxLength(65_536),
  z.refine((names) => new Set(names).size === names.length, 'expected names that differ'),
)

/** What a model file does not tell: how its images are to be prepared, and what its classes are called. All may be left out. */
export const modelSettingsSchema = z.strictObject({
  head: z
    .optional(z.enum(['softmax', 'sigmoid', 'scores']))
    .check(
      z.describe(
        'what outputs mean where the model does not tell: logits of exclusive classes (softmax), of one class or of independent labels (sigmoid), or scores without probabilities',
      ),
    ),
  scale: z
    .optional(
      z
        .number()
        .check(
          z.refine(
            (scale) => Math.abs(scale) >= 1 / FURTHEST && Math.abs(scale) <= FURTHEST,
            `expected a number other than 0, from 1/${FURTHEST} to ${FURTHEST} or negative`,
          ),
        ),
    )
    .check(
      z.describe(
        'pixels, 0 … 1 as read, are first multiplied by this: 255 for a network trained on bytes (else 1)',
      ),
    ),
  mean: z
    .optional(channels(offset))
    .check(z.describe('then this is subtracted: one number, or one per channel (else 0)')),
  std: z
    .optional(channels(divisor))
    .check(z.describe('then they are divided by this: one number, or one per channel (else 1)')),
  channelOrder: z
    .optional(z.enum(['rgb', 'bgr']))
    .check(
      z.describe('order in which the network takes colours, in which mean and std are given (else rgb)'),
    ),
  classNames: z
    .optional(
      z.union([z.literal('imagenet'), classNamesSchema], {
        error: ({ input }) =>
          typeof input === 'string' ? 'expected imagenet, or a list of names' : undefined,
      }),
    )
    .check(
      z.describe(
        'what the classes are called, in the order of the scores; imagenet for the names of its thousand',
      ),
    ),
  inputSize: z
    .optional(z.tuple([side, side]))
    .check(z.describe('height and width of images, of a model that leaves them open')),
  output: z
    .optional(z.string().check(z.minLength(1), z.maxLength(1000)))
    .check(z.describe('of a model with several outputs, the name of the one that gives the class scores')),
})

/** Settings as a file or a person gives them. */
export type ModelSettingsInput = z.output<typeof modelSettingsSchema>

/** What is done to pixels before they enter the network: (scale·x − mean) / std, channel by channel. */
export interface Preprocessing {
  readonly scale: number
  readonly mean: number | readonly number[]
  readonly std: number | readonly number[]
  readonly channelOrder: 'rgb' | 'bgr'
}

/** Settings as a model has them. */
export interface ModelSettings extends Preprocessing {
  /** What its outputs mean, where a person stated it. */
  readonly head?: 'softmax' | 'sigmoid' | 'scores' | undefined
  readonly classNames?: readonly string[] | undefined
  /** [H, W] of images, where the model leaves them open and a person or a file beside it said them. */
  readonly inputSize?: readonly [height: number, width: number] | undefined
}

/** Settings with what was left out: pixels as they are. @throws InputError OPTION_INVALID */
export function resolvedSettings(given: ModelSettingsInput): ModelSettings {
  const {
    scale = 1,
    mean = 0,
    std = 1,
    channelOrder = 'rgb',
    classNames,
    head,
    inputSize,
  } = parseOptions(modelSettingsSchema, given)
  return {
    scale,
    mean,
    std,
    channelOrder,
    // `imagenet` has become names by now.
    ...(Array.isArray(classNames) && { classNames }),
    ...(head && { head }),
    ...(inputSize && { inputSize }),
  }
}

/** Whether the settings leave pixels as they are. */
export function isIdentity({ scale, mean, std, channelOrder }: Preprocessing): boolean {
  return scale === 1 && all(mean, 0) && all(std, 1) && channelOrder === 'rgb'
}

function all(value: number | readonly number[], number: number): boolean {
  return [value].flat().every((v) => v === number)
}

/** The preprocessing in words, without what does nothing: `255·x − [103.9, 116.8, 123.7], blue first`, `(x − 0.5) / 0.25`. */
export function preprocessingText({ scale, mean, std, channelOrder }: Preprocessing): string {
  const text = (value: number | readonly number[]) =>
    typeof value === 'number' ? String(value).replace('-', '−') : `[${value.join(', ')}]`
  const scaled = scale === 1 ? 'x' : `${text(scale)}·x`
  const negative = typeof mean === 'number' && mean < 0
  const shifted = all(mean, 0) ? scaled : `${scaled} ${negative ? `+ ${text(-mean)}` : `− ${text(mean)}`}`
  const divided = all(std, 1) ? shifted : `${all(mean, 0) ? shifted : `(${shifted})`} / ${text(std)}`
  return `${divided}${channelOrder === 'bgr' ? ', blue first' : ''}`
}

/** A factor and an offset for each channel of the network's order. @throws InputError PREPROCESSING_CHANNELS */
export function channelFactors(
  { scale, mean, std, channelOrder }: Preprocessing,
  channels: number,
): { readonly scale: Float64Array; readonly shift: Float64Array } {
  const each = (name: string, value: number | readonly number[]) => {
    if (typeof value === 'number') return new Float64Array(channels).fill(value)
    if (value.length === channels) return Float64Array.from(value)
    throw new InputError(
      'PREPROCESSING_CHANNELS',
      `${name} has ${value.length} numbers, the model takes images of ${channels} channels`,
    )
  }
  if (channelOrder === 'bgr' && channels !== 3) {
    throw new InputError(
      'PREPROCESSING_CHANNELS',
      `channelOrder is bgr, the model takes ${channels} channels, not 3`,
    )
  }
  const [means, stds] = [each('mean', mean), each('std', std)]
  return { scale: stds.map((sd) => scale / sd), shift: means.map((m, c) => -m / stds[c]!) }
}
