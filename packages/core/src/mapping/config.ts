import * as z from 'zod'
import { coveringFields, windowSchema } from '../attribution/occlusion/options.js'
import { regionsSchema } from '../regions/index.js'

/** What a study compares and how; the same schema feeds the command line, the web page and the library. */
export const studyConfigSchema = z.object({
  classes: z
    .tuple([z.int().min(0), z.union([z.int().min(0), z.literal('rest')])], {
      error: 'expected two classes, such as 6,8, or a class and rest',
    })
    .refine(([a, b]) => a !== b, 'the two classes must differ')
    .default([6, 8])
    .describe('the two classes compared, by index; rest as the second is all the others together'),
  images: z
    .union([z.int().min(2), z.literal('all')])
    .default(200)
    .describe('images per class, drawn from the test split, or all of them'),
  selection: z
    .enum(['correct', 'all'])
    .default('correct')
    .describe('correctly classified images only, or all'),
  window: windowSchema
    .default([4, 4])
    .describe('window size in pixels: height,width; larger for images beyond 34×34 unless given'),
  ...coveringFields,
  normalisation: z
    .enum(['raw', 'ink'])
    .default('raw')
    .describe('regional mean of the map, or its sum divided by the ink in the region'),
  regions: regionsSchema
    .default(3)
    .describe('regions: so many bands, a grid of rows,columns, or named masks'),
  controls: z
    .int()
    .min(0)
    .max(10_000, 'at most 10000 untrained networks: every one maps all images')
    .default(20)
    .describe(
      'untrained networks the effects are compared with; 0 for none, fewer than 19 tell nothing at 0.05',
    ),
  seed: z.int().default(0).describe('root seed of the sample and of every resampling'),
  permutations: z
    .int()
    .min(99)
    .max(1_000_000, 'at most 1000000 permutations: more change no digit that is printed')
    .default(4999)
    .describe('random permutations behind each permutation p-value'),
  confidence: z
    .number()
    .gt(0.5)
    .max(0.9999, 'at most 0.9999: what lies beyond, no sample of images tells')
    .default(0.95)
    .describe('level of the confidence intervals'),
})

/** A class by its index, or all classes but the first one compared. */
export type ClassChoice = StudyConfig['classes'][1]
export type StudyOptions = z.input<typeof studyConfigSchema>
export type StudyConfig = z.output<typeof studyConfigSchema>

/** A study's options without its two classes, for all are compared, and without controls, which all of them would need. */
export const pairsConfigSchema = studyConfigSchema.omit({ classes: true, controls: true })

export type PairsOptions = z.input<typeof pairsConfigSchema>
export type PairsConfig = z.output<typeof pairsConfigSchema>

/** How many images of a class there must be: those asked for, or of all at least the two a study needs. */
export function leastOf(images: StudyConfig['images']): number {
  return images === 'all' ? 2 : images
}
