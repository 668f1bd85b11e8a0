import * as z from '../json/zod.js'
import {
  count,
  differenceSchema,
  interactionSchema,
  interval,
  number,
  profileSchema,
  testSchema,
} from './test-schemas.js'

const drawn = z
  .enum(['initialised', 'permuted'])
  .check(z.describe('by the layer’s initialiser, or its own weights permuted'))

const controlled = {
  effect: number,
  controls: z.array(number).check(z.describe('of the untrained networks, in the order they were drawn')),
  rank: number.check(z.describe('of its magnitude among theirs and itself, 1 the largest')),
  p: number.check(z.describe('(b + 1)/(m + 1)')),
}
const controlledSchema = z.looseObject(controlled)
const controlledRegions = z.array(z.looseObject({ ...controlled, region: z.string() }))

const untrainedSchema = z.union([
  z.looseObject({ draws: count, notComputed: z.string() }),
  z.looseObject({
    draws: count,
    notFinite: count,
    layers: z.array(z.looseObject({ name: z.string(), drawn })),
    profile: z.optional(controlledSchema),
    strength: controlledSchema,
    interaction: controlledSchema,
    regions: controlledRegions,
    shares: controlledRegions,
  }),
])

const adjustedSchema = z.extend(testSchema, {
  region: z.string(),
  unadjusted: number,
  inkDifference: number,
  slope: number,
  overlap: z.tuple([number, number]),
})

const inkSchema = z.looseObject({
  profile: profileSchema,
  strength: differenceSchema,
  interaction: interactionSchema,
  regions: z.array(differenceSchema),
  adjusted: z.looseObject({
    regions: z.array(adjustedSchema),
    shares: z.array(adjustedSchema),
    strength: adjustedSchema,
  }),
})

const similarity = z.looseObject({
  mean: number,
  interval: z.optional(interval),
  n: count.check(z.describe('images, or draws of one, that it is the mean of')),
  undefined: count.check(z.describe('maps without a value')),
})
const similarities = { spearman: similarity, spearmanOfMagnitudes: similarity, ssim: similarity }
const step = { name: z.string(), drawn, layers: count.check(z.describe('how many are drawn anew')) }

/** What a study's effects are held against (`StudyControls`). */
export const controlsSchema = z.looseObject({
  untrained: untrainedSchema,
  ink: inkSchema,
  cascade: z.optional(
    z.looseObject({
      draws: count,
      images: z.tuple([count, count]),
      layers: count,
      steps: z.array(
        z.looseObject({
          ...step,
          classes: z.tuple([z.looseObject(similarities), z.looseObject(similarities)]),
          difference: z.looseObject(similarities),
        }),
      ),
    }),
  ),
})

/** How far maps are those of the trained network while its layers are drawn anew (`CascadeResult`). */
export const randomisationSchema = z.looseObject({
  schema: z.literal('umbra.randomisation/1'),
  order: z.enum(['cascading', 'independent']),
  draws: count,
  seed: z.int(),
  confidence: z.number(),
  images: count,
  over: z.enum(['images', 'draws']).check(z.describe('what the intervals are over')),
  target: z.array(count).check(z.describe('the class explained of each image')),
  engine: z.looseObject({ name: z.string(), variant: z.string(), threads: count, reason: z.string() }),
  steps: z.array(z.looseObject({ ...step, ...similarities })),
})
