import * as z from '../../json/zod.js'

const share = z.number().check(z.minimum(0), z.maximum(1))

/** How a model came to be, as model.json and results hold it (`ModelProvenance`). What it says besides stays as it is. */
export const modelProvenanceSchema = z.looseObject({
  schema: z.literal('umbra.model/1'),
  command: z.string(),
  config: z.record(z.string(), z.unknown()),
  data: z.looseObject({
    name: z.string(),
    sha256: z.looseObject({ images: z.string(), labels: z.string() }),
  }),
  history: z.array(z.looseObject({ epoch: z.int(), loss: z.number(), accuracy: share, seconds: z.number() })),
  test: z.looseObject({ accuracy: share, loss: z.number(), n: z.int().check(z.minimum(0)) }),
  versions: z.record(z.string(), z.string()),
  engine: z.record(z.string(), z.unknown()),
  weights: z.optional(z.literal('float16')),
  seconds: z.number(),
})
