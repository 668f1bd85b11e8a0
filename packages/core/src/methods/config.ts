import { faithfulnessConfigSchema } from '../faithfulness/config.js'
import * as z from '../json/zod.js'
import { studyConfigSchema } from '../mapping/config.js'

/** What `umbra compare-methods` compares, and on which images: what faithfulness is measured with, and the methods. */
export const methodsConfigSchema = z.extend(faithfulnessConfigSchema, {
  methods: z
    ._default(
      z.union([
        z.literal('all'),
        z.array(z.string()).check(
          z.minLength(1),
          z.refine((list) => new Set(list).size === list.length, 'every method once'),
        ),
      ]),
      'all',
    )
    .check(z.describe('methods compared, by their names; all that the model allows unless given')),
  samples: z
    ._default(
      z
        .int()
        .check(
          z.minimum(4),
          z.maximum(1_000_000, 'at most 1000000 samples: every one is a pass of each image'),
        ),
      2048,
    )
    .check(z.describe('covered copies or passes of an image that each method may take, at most')),
  top: z
    ._default(z.number().check(z.gt(0), z.maximum(0.5, 'at most 0.5: beyond, all tops overlap')), 0.1)
    .check(z.describe('share of the pixels that are the top of a map, where tops are compared')),
  regions: studyConfigSchema.shape.regions,
})

export type MethodsOptions = z.input<typeof methodsConfigSchema>
export type MethodsConfig = z.output<typeof methodsConfigSchema>
