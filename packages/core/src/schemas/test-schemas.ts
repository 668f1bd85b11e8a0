import * as z from '../json/zod.js'

/** JSON has no NaN: null stands for it. */
export const number = z.nullable(z.number())
export const count = z.int().check(z.minimum(0))
export const interval = z.tuple([number, number])
export const share = z.number().check(z.minimum(0), z.maximum(1))

const effect = z.looseObject({
  name: z.string().check(z.describe('Hedges g, generalised eta squared, Vargha–Delaney A')),
  value: number,
  interval: z.optional(interval),
})

const tested = {
  name: z.string().check(z.describe('the method')),
  statistic: number,
  df: z
    .optional(z.union([number, z.tuple([number, number])]))
    .check(z.describe('one, or of numerator and denominator')),
  p: number.check(z.describe('two-sided; null where it could not be computed')),
  logP: number.check(z.describe('natural logarithm of p')),
  estimate: z
    .optional(number)
    .check(z.describe('first class minus second, in the unit of the score or of the share')),
  interval: z.optional(interval),
  effect: z.optional(effect),
  n: z.optional(z.array(count)).check(z.describe('images of each class that it rests on')),
  method: z.optional(z.string()).check(z.describe('exact, or how it was approximated')),
  permutations: z.optional(count),
  notComputed: z.optional(z.string()).check(z.describe('why it could not be computed, where it could not')),
}

/** A test as results hold it (`ReportedTest`). */
export const testSchema = z.looseObject(tested)

const difference = {
  ...tested,
  region: z.string(),
  pHolm: number.check(z.describe('adjusted by Holm’s method')),
  simultaneous: z
    .optional(z.looseObject({ level: share, interval, method: z.enum(['max-T', 'Bonferroni']) }))
    .check(z.describe('an interval that holds together with those of all other regions')),
}

/** `DifferenceTest` */
export const differenceSchema = z.looseObject(difference)

/** `RegionTest` */
export const regionTestSchema = z.looseObject({
  ...difference,
  student: testSchema,
  mannWhitney: testSchema,
  permutation: testSchema,
})

/** `MeanSummary` */
export const meanSchema = z.looseObject({ mean: number, sd: number, n: count, interval })

/** `ProfileTest` */
export const profileSchema = z.looseObject({
  ...tested,
  permutationP: number.check(z.describe('p of relabelling images, the one to go by')),
  permutations: count,
  without: z.tuple([count, count]).check(z.describe('images of each class without a profile')),
  regions: z.array(z.looseObject({ ...difference, means: z.tuple([meanSchema, meanSchema]) })),
})

/** `InteractionTest` */
export const interactionSchema = z.looseObject({ ...tested, epsilon: number, pUncorrected: number })

/** `PairedRegionTest` */
export const pairedSchema = z.looseObject({
  ...tested,
  class: z.string(),
  regions: z.tuple([z.string(), z.string()]),
  pHolm: number,
})
