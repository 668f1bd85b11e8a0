import * as z from '../../json/zod.js'
import { scoreSchema } from '../../network/score.js'
import { BLUR_SIGMA, MARGINAL, NOISE, SOFT } from '../../notation/option-text.js'

/** A positive whole number, with the message a person at a terminal should see. */
const size = z.int().check(z.minimum(1))

/** Window and stride as given: one number for both axes, [h, w], or for a window [h, w, c] (channel-wise). */
export const windowSchema = z.union([size, z.tuple([size, size]), z.tuple([size, size, size])])
export const strideSchema = z.union([size, z.tuple([size, size])])

const images = z.object({
  data: z.instanceof(Float32Array),
  shape: z.array(z.int().check(z.minimum(1))).check(z.minLength(3), z.maxLength(4)),
})

/** A pixel is 0 … 1, or whatever a model was trained on: what is far beyond overflows in its first layer. */
const FURTHEST = 1_000_000
const pixel = z
  .number()
  .check(
    z.refine((value) => Math.abs(value) <= FURTHEST, `a covered pixel may become −${FURTHEST} … ${FURTHEST}`),
  )
const pixels = z.array(pixel).check(z.minLength(1), z.maxLength(65_535))

const blurSchema = z.object({
  kind: z.literal('blur'),
  sigma: z._default(
    z
      .number()
      .check(
        z.minimum(0.2, 'sigma is at least 0.2 pixels: less leaves every pixel as it is'),
        z.maximum(
          65_535,
          'sigma is at most 65535 pixels, the longest side of an image: long before, all is one grey',
        ),
      ),
    BLUR_SIGMA,
  ),
})

/** How many baselines stand for each image, and what they are drawn from. */
const drawing = (usual: { readonly draws: number; readonly seed: number }) => ({
  draws: z._default(
    z.int().check(z.minimum(1), z.maximum(1000, 'at most 1000 draws: every image is scored anew for each')),
    usual.draws,
  ),
  seed: z._default(z.int(), usual.seed),
})

const noiseSchema = z.object({
  kind: z.literal('noise'),
  ...drawing(NOISE),
  mean: z._default(pixel, NOISE.mean),
  sd: z._default(
    z.number().check(z.nonnegative(), z.maximum(FURTHEST, `sd is at most ${FURTHEST}`)),
    NOISE.sd,
  ),
})

/** A mean of images; `of` says of which, where that is known. */
const meanSchema = z.object({ kind: z.literal('mean'), values: pixels, of: z.optional(z.string()) })

const marginalSchema = z.object({
  kind: z.literal('marginal'),
  ...drawing(MARGINAL),
  /** The images drawn, float32 [draws + 1, H, W, C], the last for an image that was itself drawn. */
  images: z.optional(images),
  /** Their places in the data. */
  indices: z.optional(z.array(z.int().check(z.minimum(0)))),
  /** What the data are called. */
  of: z.optional(z.string()),
})

const softSchema = z.object({
  kind: z.literal('soft'),
  value: z._default(z.union([pixel, pixels]), SOFT.value),
  sigma: z._default(
    z
      .number()
      .check(
        z.minimum(0.1, 'sigma is at least 0.1 of the window’s side: less covers next to nothing'),
        z.maximum(100, 'sigma is at most 100 of the window’s side: long before, the window is hard'),
      ),
    SOFT.sigma,
  ),
})

/** The names of rules, each with its parameters' defaults. */
export const baselineNames = [
  'mean',
  'train-mean',
  'blur',
  'noise',
  'marginal',
  'patch-mean',
  'inpaint',
  'soft',
] as const

/** What covered pixels become; rule 6 of docs/methods.md. */
export const baselineSchema = z.union([
  pixel,
  pixels,
  images,
  z.enum(baselineNames),
  meanSchema,
  blurSchema,
  noiseSchema,
  marginalSchema,
  softSchema,
])

/** What the names `blur`, `noise`, `marginal` and `soft` stand for. */
export const defaultBlur: BlurBaseline = blurSchema.parse({ kind: 'blur' })
export const defaultNoise: NoiseBaseline = noiseSchema.parse({ kind: 'noise' })
export const defaultMarginal: MarginalBaseline = marginalSchema.parse({ kind: 'marginal' })
export const defaultSoft: SoftBaseline = softSchema.parse({ kind: 'soft' })

/** Whose score; rule 8. */
export const targetSchema = z.union([
  z.int().check(z.minimum(0)),
  z.array(z.int().check(z.minimum(0))),
  z.enum(['predicted', 'label']),
])

/** How to run a model; what `createExplainer` takes, as far as it can be told from the values alone. */
export const explainerOptionsSchema = z.looseObject({
  engine: z.optional(z.enum(['auto', 'incremental', 'batched'])),
  backend: z.optional(z.enum(['wasm', 'webgpu', 'webgl'])),
  threads: z.optional(z.union([z.literal('auto'), z.int().check(z.minimum(1), z.maximum(256))])),
  batchSize: z.optional(z.int().check(z.minimum(1), z.maximum(65_536))),
})

/** How images are covered and what is read off: of one explanation as of a study. */
export const coveringFields = {
  stride: z
    ._default(strideSchema, [1, 1])
    .check(z.describe('step between windows in pixels: y,x; larger for images beyond 34×34 unless given')),
  baseline: z
    ._default(baselineSchema, 0)
    .check(
      z.describe(
        'what covered pixels become: a number, mean, train-mean, blur, noise, marginal, patch-mean, inpaint or soft',
      ),
    ),
  score: z
    ._default(scoreSchema, 'logit')
    .check(z.describe('whose drop is mapped: logit, probability, log-probability, margin')),
}

/** The options of one explanation. CLI help and web controls are views of this. */
export const occlusionOptionsSchema = z.object({
  window: z
    ._default(windowSchema, [4, 4])
    .check(
      z.describe(
        'window size in pixels: height,width or height,width,channels; larger for images beyond 34×34 unless given',
      ),
    ),
  ...coveringFields,
  target: z
    ._default(targetSchema, 'predicted')
    .check(z.describe('the class explained: an index, predicted or label')),
})

/** How images are covered where nothing else is to be said: under sets of pixels. */
export const coverOptionsSchema = z.object({ baseline: coveringFields.baseline })

export type OcclusionOptions = z.input<typeof occlusionOptionsSchema>
export type ResolvedOcclusionOptions = z.output<typeof occlusionOptionsSchema>
export type Baseline = z.output<typeof baselineSchema>
export type BlurBaseline = z.output<typeof blurSchema>
export type NoiseBaseline = z.output<typeof noiseSchema>
export type MarginalBaseline = z.output<typeof marginalSchema>
export type SoftBaseline = z.output<typeof softSchema>
export type Target = z.output<typeof targetSchema>
