import { InputError } from '../errors.js'
import { expected } from '../expected.js'
import * as z from '../json/zod.js'
import { scoreSchema } from '../network/score.js'

const count = z.int().check(z.minimum(0))
const pair = z.tuple([count, count])

const predictionSchema = z.object({
  class: count.check(z.describe('the class predicted')),
  scores: z.array(z.number()).check(z.describe('K, as the network gives them before its head')),
  probabilities: z.optional(z.array(z.number())).check(z.describe('by class, where the head gives any')),
  labels: z.optional(z.array(count)).check(z.describe('of independent labels, those more probable than not')),
  name: z.optional(z.string()).check(z.describe('of the class predicted, where the classes have names')),
})

const imageSchema = z.object({
  name: z.string(),
  steps: z.array(z.string()).check(z.describe('what was done to make it fit the model, in order')),
  preprocessing: z
    .optional(z.string())
    .check(z.describe('what the model’s first layer does to pixels, in words')),
  png: z.optional(z.string()).check(z.describe('the image explained, 8 bits a channel: a PNG in base64')),
})

const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/))

const provenanceSchema = z.object({
  model: z.object({ sha256: hash, source: z.string() }),
  image: hash.check(z.describe('SHA-256 of its values as float32, by rows, columns and channels')),
  config: z
    .looseObject({})
    .check(z.describe('what it was explained with: window, stride, baseline, score, target')),
})

/** One explained image as JSON: what `umbra explain --json` prints, and explanation.json holds. */
export const explanationSchema = z.object({
  schema: z.literal('umbra.explanation/1'),
  prediction: predictionSchema,
  head: z
    .object({ kind: z.enum(['softmax', 'sigmoid', 'scores']), reason: z.string() })
    .check(z.describe('what the scores say about classes')),
  target: count.check(z.describe('the class explained')),
  classNames: z.optional(z.array(z.string())).check(z.describe('in the order of the scores')),
  score: scoreSchema.check(z.describe('whose drop is mapped')),
  window: pair.check(z.describe('height and width, pixels')),
  stride: pair.check(z.describe('down and across, pixels')),
  baseline: z.string().check(z.describe('what covered pixels became, in words')),
  baselineOrigin: z
    .optional(
      z.object({
        of: z.string(),
        values: z.optional(z.array(z.number())),
        images: z.optional(z.array(count)),
      }),
    )
    .check(z.describe('what of which data the baseline was taken')),
  windows: pair.check(z.describe('rows and columns of windows')),
  map: z
    .array(z.array(z.union([z.number(), z.array(z.number())])))
    .check(z.describe('H rows of W numbers; of W lists of C numbers for channel-wise windows')),
  regions: z
    .record(z.string(), z.nullable(z.number()))
    .check(z.describe('the map’s mean in each region; null where there is none')),
  engine: z.object({
    name: z.string(),
    variant: z.string(),
    threads: count,
    reason: z.string(),
    products: z.optional(z.record(z.string(), count)),
  }),
  milliseconds: z
    .optional(z.number())
    .check(
      z.describe('that the map took; absent where it was kept from before or computed by another process'),
    ),
  image: z.optional(imageSchema),
  provenance: z
    .optional(provenanceSchema)
    .check(z.describe('what it is computed from again; absent where a manifest.json beside it says so')),
})

/** Several explained images: what `umbra explain` prints of more than one, and explanations.json holds. */
export const explanationsSchema = z.object({
  schema: z.literal('umbra.explanations/1'),
  explanations: z.array(explanationSchema).check(z.minLength(1)),
})

export type ExplanationDocument = z.output<typeof explanationSchema>

/**
 * Reads explanation.json or explanations.json, parsed as JSON.
 *
 * @throws InputError EXPLANATION_FORMAT, with the first field that is wrong
 */
export function parseExplanations(document: unknown): readonly ExplanationDocument[] {
  const several = (document as { schema?: unknown } | null)?.schema === 'umbra.explanations/1'
  const parsed = several
    ? explanationsSchema.safeParse(document, { reportInput: true, error: expected })
    : explanationSchema.safeParse(document, { reportInput: true, error: expected })
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw new InputError('EXPLANATION_FORMAT', `no explanation.json: ${path.join('.') || 'it'}: ${message}`)
  }
  const all = 'explanations' in parsed.data ? parsed.data.explanations : [parsed.data]
  for (const one of all as ExplanationDocument[]) requireSense(one)
  return all as ExplanationDocument[]
}

/** What a schema cannot say: rows as long as each other, and classes there are. */
function requireSense({ map, prediction, target }: ExplanationDocument): void {
  const width = map[0]?.length ?? 0
  if (width === 0 || map.some((row) => row.length !== width))
    throw new InputError('EXPLANATION_FORMAT', 'no explanation.json: map: expected rows of one length')
  const classes = Math.max(2, prediction.scores.length)
  const unknown = [prediction.class, target].find((k) => k >= classes)
  if (unknown !== undefined) {
    const there = `expected one of its ${classes} classes`
    throw new InputError('EXPLANATION_FORMAT', `no explanation.json: class ${unknown}: ${there}`)
  }
}
