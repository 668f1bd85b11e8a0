import { measureSchema } from '../faithfulness/parse-faithfulness.js'
import * as z from '../json/zod.js'
import { pairsConfigSchema, studyConfigSchema } from '../mapping/config.js'
import { provenanceSchema } from '../mapping/provenance.js'
import { controlsSchema } from './controls-schema.js'
import {
  count,
  interactionSchema,
  interval,
  meanSchema,
  number,
  pairedSchema,
  profileSchema,
  regionTestSchema,
  share,
  testSchema,
} from './test-schemas.js'

const classSchema = z.looseObject({
  class: z.union([count, z.literal('rest')]),
  name: z.string(),
  n: count.check(z.describe('images mapped')),
  excluded: count.check(z.describe('drawn, and left out because the model got them wrong')),
  withoutInk: z.optional(count).check(z.describe('left out because a region of theirs holds no ink')),
  overall: meanSchema,
  regions: z.array(z.extend(meanSchema, { name: z.string() })),
})

const regionSchema = z.looseObject({
  name: z.string(),
  rows: z
    .optional(z.tuple([count, count]))
    .check(z.describe('of a band: its first row, and one past its last')),
  pixels: z.optional(z.array(count)).check(z.describe('of any other: y·W + x')),
})

const clusterSchema = z.looseObject({
  sign: z.union([z.literal(1), z.literal(-1)]),
  mass: number.check(z.describe('sum of |t| over its pixels')),
  p: number,
  pixels: z.array(count).check(z.describe('y·W + x')),
})

const testsSchema = z.looseObject({
  profile: z.optional(profileSchema).check(z.describe('where: the primary test')),
  strength: z.optional(regionTestSchema).check(z.describe('how much')),
  interaction: interactionSchema.check(z.describe('where and how much together')),
  overall: regionTestSchema,
  regions: z.array(regionTestSchema),
  withinClass: z.array(pairedSchema),
  withinClassLeftOut: z.optional(z.looseObject({ regions: count, most: count })),
  pooledPixels: z
    .extend(testSchema, {
      pixels: count,
      intraclassCorrelation: number,
      designEffect: number,
      effectiveN: number,
    })
    .check(z.describe('pixels taken for observations, which they are not')),
  clusters: z.looseObject({
    threshold: number,
    clusters: z.array(clusterSchema),
    n: z.optional(z.array(count)),
  }),
})

const signed = z.optional(z.looseObject({ value: number, p: number }))
const quotedCurve = z.looseObject({
  measure: z.string(),
  positive: share,
  negative: share,
  median: number,
  p: number,
  significantPositive: signed,
  significantNegative: signed,
  crossed: z.optional(z.looseObject({ estimate: number, interval, simultaneous: z.boolean() })),
  across: z.optional(z.looseObject({ estimate: number, interval })),
  dependsOn: z.optional(
    z.looseObject({
      choice: z.string(),
      share: number,
      values: z.array(z.looseObject({ value: z.string(), median: number })),
    }),
  ),
})
const quoteSchema = z.looseObject({
  specifications: count,
  models: count,
  answers: z.optional(count),
  confidence: share,
  pattern: z.optional(z.looseObject({ significant: number, p: number, pSignificant: z.optional(number) })),
  curves: z.array(quotedCurve),
})

const faithfulnessQuoteSchema = z.looseObject({
  n: count,
  classes: z.optional(z.array(count)),
  measures: z.array(measureSchema),
  verdict: z.array(z.string()),
})

const timings = z.record(z.string(), z.number()).check(z.describe('seconds by stage'))

/** What a study found (`StudyResult`), as it is written now: result.json. */
export const studySchema = z.looseObject({
  schema: z.literal('umbra.study/2'),
  config: studyConfigSchema,
  classes: z.tuple([classSchema, classSchema]),
  regions: z.array(regionSchema),
  tests: testsSchema,
  controls: z.optional(controlsSchema),
  robustness: z.optional(quoteSchema),
  faithfulness: z
    .optional(faithfulnessQuoteSchema)
    .check(z.describe('how far maps made as these can be believed, where that was measured')),
  verdict: z.looseObject({ text: z.string(), supported: z.boolean() }),
  provenance: provenanceSchema,
  timings,
})

const overPairs = { pHolm: number.check(z.describe('adjusted over all pairs')) }

/** Every class compared with every other (`PairsResult`), as it is written now: pairs.json. */
export const pairsSchema = z.looseObject({
  schema: z.literal('umbra.pairs/2'),
  config: pairsConfigSchema,
  classes: z.array(classSchema),
  regions: z.array(regionSchema),
  means: z.array(z.looseObject({ map: z.array(number), image: z.array(number) })),
  shape: z.tuple([count, count]).check(z.describe('height and width of the maps')),
  pairs: z.array(
    z.looseObject({
      classes: z.tuple([count, count]),
      profile: z.optional(z.extend(profileSchema, overPairs)),
      strength: z.optional(regionTestSchema),
      interaction: z.extend(interactionSchema, overPairs),
      overall: regionTestSchema,
      contrasts: z.array(regionTestSchema),
      regions: z.array(regionTestSchema),
    }),
  ),
  profileP: z.optional(z.enum(['relabelling', 'F'])),
  verdict: z.looseObject({ text: z.string(), differing: count }),
  provenance: provenanceSchema,
  timings,
})
