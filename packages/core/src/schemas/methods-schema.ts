import { measureSchema } from '../faithfulness/parse-faithfulness.js'
import * as z from '../json/zod.js'
import { provenanceSchema } from '../mapping/provenance.js'
import { methodsConfigSchema } from '../methods/config.js'
import { count, differenceSchema, number } from './test-schemas.js'

const matrix = (words: string) => z.array(z.array(number)).check(z.describe(words))

const comparedClass = z.looseObject({ class: count, name: z.string(), n: count })

const answersSchema = z.looseObject({
  classes: z.tuple([comparedClass, comparedClass]),
  methods: z
    .array(
      z.looseObject({
        id: z.string(),
        profile: z.looseObject({
          p: number.check(z.describe('of relabelling images')),
          pHolm: number.check(z.describe('adjusted over methods')),
          effect: z.optional(number).check(z.describe('generalised eta squared')),
          notComputed: z.optional(z.string()),
        }),
        regions: z.array(differenceSchema).check(z.describe('pHolm over all regions of all methods')),
      }),
    )
    .check(z.describe('every method, and ink order after them')),
})

/** Attribution methods on the same footing (`MethodsResult`). */
export const methodsSchema = z.looseObject({
  schema: z.literal('umbra.methods/1'),
  config: methodsConfigSchema,
  n: count,
  excluded: count.check(z.describe('drawn, and left out because the model got them wrong')),
  baseline: z.string(),
  methods: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      source: z.string(),
      needs: z.enum(['scores', 'gradients']),
      seconds: z
        .optional(z.number())
        .check(
          z.describe(
            'mean of an image, over those mapped by this run itself: none where all were kept from before, or made by workers of a queue',
          ),
        ),
      completeness: z
        .optional(z.looseObject({ meanDifference: number, meanResidual: number, largestResidual: number }))
        .check(
          z.describe(
            'of a method whose maps are to add up to f(x) − f(b): over images, means of the magnitudes of that and of what they miss it by, and the largest of the latter',
          ),
        ),
    }),
  ),
  leftOut: z.array(z.looseObject({ id: z.string(), reason: z.string() })),
  regions: z.array(z.string()),
  agreement: z.looseObject({
    orders: z.array(z.string()).check(z.describe('the methods, then ink and random')),
    spearman: matrix('means over images'),
    undefined: matrix('images without a correlation'),
    overlap: matrix('share of the top pixels in common'),
    topPixels: count,
  }),
  faithfulness: z.array(z.looseObject({ id: z.string(), measures: z.array(measureSchema) })),
  answers: z.optional(answersSchema),
  verdict: z.array(z.string()),
  samples: z.array(
    z.looseObject({
      index: count,
      label: z.optional(count).check(z.describe('absent of pictures')),
      target: count,
      values: z.record(z.string(), z.array(number)).check(z.describe('by measure, of each order')),
      sensitivity: z.array(z.array(number)).check(z.describe('of each order: over all, then by region')),
      completeness: z
        .optional(z.record(z.string(), z.looseObject({ difference: number, residual: number })))
        .check(
          z.describe(
            'by method whose map is to add up: f(x) − f(b), the mean over draws of the baseline, and the sum of the map less that',
          ),
        ),
    }),
  ),
  provenance: provenanceSchema,
  timings: z.record(z.string(), z.number()),
})
