import * as z from 'zod'

/** How weights are drawn anew, layer by layer. */
export const cascadeOptionsSchema = z.object({
  order: z
    .enum(['cascading', 'independent'])
    .default('cascading')
    .describe('the last layer, then that and the one before, and so on; or each layer alone'),
  draws: z
    .int()
    .min(1)
    .max(1000, 'at most 1000 draws: every one maps all images once for each layer')
    .default(10)
    .describe('times that each layer’s weights are drawn anew'),
  seed: z.int().default(0).describe('root seed of the weights drawn'),
  confidence: z.number().gt(0.5).max(0.9999).default(0.95).describe('level of the intervals'),
})

export type CascadeOptions = z.input<typeof cascadeOptionsSchema>
export type ResolvedCascadeOptions = z.output<typeof cascadeOptionsSchema>
