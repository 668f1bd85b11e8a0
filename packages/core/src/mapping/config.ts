import { coveringFields, windowSchema } from '../attribution/occlusion/options.js'
import * as z from '../json/zod.js'
import { regionsSchema } from '../regions/index.js'

/** How many random permutations may stand behind a p-value. */
export const permutationsSchema = z
  .int()
  .check(
    z.minimum(99),
    z.maximum(1_000_000, 'at most 1000000 permutations: more change no digit that is printed'),
  )

/** What a study compares and how; the same schema feeds the command line, the web page and the library. */
export const studyConfigSchema = z.object({
  classes: z
    ._default(
      z
        .tuple([z.int().check(z.minimum(0)), z.union([z.int().check(z.minimum(0)), z.literal('rest')])], {
          error: 'expected two classes, such as 6,8, or a class and rest',
        })
        .check(z.refine(([a, b]) => a !== b, 'the two classes must differ')),
      [6, 8],
    )
    .check(z.describe('the two classes compared, by index; rest as the second is all the others together')),
  images: z
    ._default(z.union([z.int().check(z.minimum(2)), z.literal('all')]), 200)
    .check(z.describe('images per class, drawn from the test split, or all of them')),
  selection: z
    ._default(z.enum(['correct', 'all']), 'correct')
    .check(z.describe('correctly classified images only, or all')),
  window: z
    ._default(windowSchema, [4, 4])
    .check(z.describe('window size in pixels: height,width; larger for images beyond 34×34 unless given')),
  ...coveringFields,
  normalisation: z
    ._default(z.enum(['raw', 'ink']), 'raw')
    .check(z.describe('regional mean of the map, or its sum divided by the ink in the region')),
  regions: z
    ._default(regionsSchema, 3)
    .check(z.describe('regions: so many bands, a grid of rows,columns, or named masks')),
  controls: z
    ._default(
      z
        .int()
        .check(
          z.minimum(0),
          z.maximum(10_000, 'at most 10000 untrained networks: every one maps all images'),
        ),
      20,
    )
    .check(
      z.describe(
        'untrained networks the effects are compared with; 0 for none, fewer than 19 tell nothing at 0.05',
      ),
    ),
  seed: z._default(z.int(), 0).check(z.describe('root seed of the sample and of every resampling')),
  permutations: z
    ._default(permutationsSchema, 4999)
    .check(z.describe('random permutations behind each permutation p-value')),
  confidence: z
    ._default(
      z
        .number()
        .check(z.gt(0.5), z.maximum(0.9999, 'at most 0.9999: what lies beyond, no sample of images tells')),
      0.95,
    )
    .check(z.describe('level of the confidence intervals')),
})

/** A class by its index, or all classes but the first one compared. */
export type ClassChoice = StudyConfig['classes'][1]
export type StudyOptions = z.input<typeof studyConfigSchema>
export type StudyConfig = z.output<typeof studyConfigSchema>

/** A study's options without its two classes, for all are compared, and without controls, which all of them would need. */
export const pairsConfigSchema = z.omit(studyConfigSchema, { classes: true, controls: true })

export type PairsOptions = z.input<typeof pairsConfigSchema>
export type PairsConfig = z.output<typeof pairsConfigSchema>

/** How many images of a class there must be: those asked for, or of all at least the two a study needs. */
export function leastOf(images: StudyConfig['images']): number {
  return images === 'all' ? 2 : images
}
