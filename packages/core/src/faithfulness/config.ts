import { coveringFields, windowSchema } from '../attribution/occlusion/options.js'
import * as z from '../json/zod.js'
import { permutationsSchema, studyConfigSchema } from '../mapping/config.js'
import { scoreSchema } from '../network/score.js'

const count = (least: number, most: number, why: string) =>
  z.int().check(z.minimum(least), z.maximum(most, `at most ${most}: ${why}`))

/** How faithfulness is measured, of one image as of many. */
const measuringFields = {
  curve: z
    ._default(scoreSchema, 'probability')
    .check(
      z.describe(
        'the score that curves, superpixels and ROAD follow: probability, logit, log-probability, margin',
      ),
    ),
  patch: z
    ._default(count(1, 4096, 'a patch is a square within the image'), 1)
    .check(
      z.describe('side in pixels of the patches that deletion and insertion cover; 1 for single pixels'),
    ),
  steps: z
    ._default(count(2, 10_000, 'more steps change an area by less than is printed'), 28)
    .check(z.describe('steps of deletion and insertion, from nothing to everything covered')),
  segments: z
    ._default(count(2, 4096, 'every superpixel is a step of IROF'), 49)
    .check(z.describe('superpixels, about so many')),
  segmentation: z
    ._default(z.enum(['slic', 'grid']), 'slic')
    .check(z.describe('superpixels that follow the image, by SLIC, or the cells of a grid')),
  subsets: z
    ._default(count(3, 100_000, 'every one is a covered copy of each image'), 100)
    .check(z.describe('random sets behind each correlation and behind infidelity')),
  seed: z
    ._default(z.int(), 0)
    .check(z.describe('root seed of the images drawn, of random orders, sets and noise')),
}

/** The choices of `umbra explain --faithfulness`, beside those of the map. */
export const faithfulnessOptionsSchema = z.object(measuringFields)

/** What `umbra faithfulness` measures, and on which images. */
export const faithfulnessConfigSchema = z.object({
  classes: z
    .optional(
      z.array(z.int().check(z.minimum(0))).check(
        z.minLength(1),
        z.refine((list) => new Set(list).size === list.length, 'every class once'),
      ),
    )
    .check(z.describe('classes the images are of, as many of each; of all together unless given')),
  images: z
    ._default(z.union([z.int().check(z.minimum(3)), z.literal('all')]), 100)
    .check(z.describe('images in all, drawn from the test split, or all of them')),
  selection: studyConfigSchema.shape.selection,
  window: z
    ._default(windowSchema, [4, 4])
    .check(
      z.describe(
        'window size of the map in pixels: height,width; larger for images beyond 34×34 unless given',
      ),
    ),
  ...coveringFields,
  ...measuringFields,
  permutations: z
    ._default(permutationsSchema, 9999)
    .check(z.describe('random sign flips behind each p-value')),
  confidence: studyConfigSchema.shape.confidence,
})

export type FaithfulnessOptions = z.input<typeof faithfulnessOptionsSchema>
export type ResolvedFaithfulnessOptions = z.output<typeof faithfulnessOptionsSchema>
export type FaithfulnessConfig = z.output<typeof faithfulnessConfigSchema>
