import { coveringFields, targetSchema } from '../attribution/occlusion/options.js'
import * as z from '../json/zod.js'
import { regionsSchema } from '../regions/index.js'

/** What is asked of the players: every pair of them covered together, or every coalition of them. */
export const INTERACTION_KINDS = ['pairs', 'shapley'] as const

/** Most players of which every coalition is scored: 65,536 covered copies. */
export const MOST_SHAPLEY_PLAYERS = 16
/** Most players of which every pair is scored: 32,640 covered copies, and 256 alone. */
export const MOST_PAIRED_PLAYERS = 256

const LEAST = 2

/** The choices of `umbra explain --interactions`, and of `interactionsOf`. */
export const interactionsOptionsSchema = z.object({
  interactions: z
    ._default(z.enum(INTERACTION_KINDS), 'pairs')
    .check(
      z.describe(
        'what parts of the image do together: pairs, the drop with both covered beyond the two drops alone, or shapley, values and interactions over all coalitions',
      ),
    ),
  regions: z
    .optional(regionsSchema)
    .check(
      z.describe(
        'the parts: a number of bands, rows,columns of a grid, or a JSON file of named masks; a grid of 7,7 for pairs and 4,4 for shapley unless given',
      ),
    ),
  segments: z
    .optional(
      z
        .int()
        .check(
          z.minimum(LEAST, 'at least 2: one part has nothing to interact with'),
          z.maximum(
            MOST_PAIRED_PLAYERS,
            `at most ${MOST_PAIRED_PLAYERS}: every pair of parts is a covered copy`,
          ),
        ),
    )
    .check(z.describe('superpixels as the parts, about so many')),
  segmentation: z
    ._default(z.enum(['slic', 'grid']), 'slic')
    .check(z.describe('superpixels that follow the image, by SLIC, or the cells of a grid')),
  baseline: coveringFields.baseline,
  score: coveringFields.score,
  target: z
    ._default(targetSchema, 'predicted')
    .check(z.describe('the class explained: an index, predicted or label')),
})

export type InteractionsOptions = z.input<typeof interactionsOptionsSchema>
export type ResolvedInteractionsOptions = z.output<typeof interactionsOptionsSchema>
