import * as z from '../json/zod.js'

/** Which number's drop is mapped; rule 7. `against` names the rival class of a margin. */
export const scoreSchema = z.union([
  z.enum(['logit', 'probability', 'log-probability', 'margin']),
  z.object({ kind: z.literal('margin'), against: z.int().check(z.minimum(0)) }),
])

export type Score = z.output<typeof scoreSchema>
