import * as z from '../json/zod.js'

/** How weights are drawn anew, layer by layer. */
export const cascadeOptionsSchema = z.object({
  order: z
    ._default(z.enum(['cascading', 'independent']), 'cascading')
    .check(z.describe('the last layer, then that and the one before, and so on; or each layer alone')),
  draws: z
    ._default(
      z
        .int()
        .check(
          z.minimum(1),
          z.maximum(1000, 'at most 1000 draws: every one maps all images once for each layer'),
        ),
      10,
    )
    .check(z.describe('times that each layer’s weights are drawn anew')),
  seed: z._default(z.int(), 0).check(z.describe('root seed of the weights drawn')),
  confidence: z
    ._default(z.number().check(z.gt(0.5), z.maximum(0.9999)), 0.95)
    .check(z.describe('level of the intervals')),
})

export type CascadeOptions = z.input<typeof cascadeOptionsSchema>
export type ResolvedCascadeOptions = z.output<typeof cascadeOptionsSchema>
