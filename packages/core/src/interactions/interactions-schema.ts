import { InputError } from '../errors.js'
import { expected } from '../expected.js'
import * as z from '../json/zod.js'
import { scoreSchema } from '../network/score.js'
import { INTERACTION_KINDS } from './config.js'

const count = z.int().check(z.minimum(0))
const numbers = z.array(z.number())
const matrix = z.array(numbers)

const indices = z.object({ values: numbers, interactions: matrix })

const pairsSchema = z.object({
  drops: numbers.check(z.describe('by player: what the score loses with it covered alone')),
  interactions: matrix.check(
    z.describe(
      'n rows of n: the drop with both covered minus the two drops alone; above 0 redundant, together they matter more; below 0 synergistic; 0 on the diagonal',
    ),
  ),
})

const shapleySchema = z.object({
  allCovered: z.number().check(z.describe('the score with every player covered')),
  values: numbers.check(z.describe('Shapley values by player: they sum to score − allCovered')),
  interactions: matrix.check(
    z.describe(
      'n rows of n: Shapley interaction indices of Grabisch and Roubens; below 0 redundant, above 0 synergistic; 0 on the diagonal',
    ),
  ),
  banzhaf: indices.check(z.describe('values and interaction indices of Banzhaf, of the same signs')),
})

const imageSchema = z.object({
  name: z.string(),
  shape: z.tuple([count, count]).check(z.describe('height and width, pixels')),
  target: count.check(z.describe('the class explained')),
  score: z.number().check(z.describe('of the image with nothing covered')),
  players: z
    .array(
      z.object({
        name: z.string(),
        pixels: z.array(count).check(z.describe('flat indices y·W + x, ascending')),
      }),
    )
    .check(z.minLength(2), z.describe('what is covered together; n of them')),
  changing: z
    .array(count)
    .check(
      z.describe('players that change the image when covered; those of the others are 0 and were not scored'),
    ),
  copies: count.check(z.describe('covered copies scored, for each draw of the baseline')),
  pairs: z.optional(pairsSchema),
  shapley: z.optional(shapleySchema),
})

/** What parts of images do together: what `umbra explain --interactions` adds, and interactions.json holds. */
export const interactionsSchema = z.object({
  schema: z.literal('umbra.interactions/1'),
  interactions: z.enum(INTERACTION_KINDS),
  score: scoreSchema.check(z.describe('whose drops they are')),
  baseline: z.string().check(z.describe('what covered pixels became, in words')),
  classNames: z.optional(z.array(z.string())).check(z.describe('in the order of the scores')),
  engine: z.object({ name: z.string(), variant: z.string(), threads: count, reason: z.string() }),
  milliseconds: z.number(),
  images: z.array(imageSchema).check(z.minLength(1)),
})

export type InteractionsDocument = z.output<typeof interactionsSchema>
/** Of one image. */
export type ImageInteractions = InteractionsDocument['images'][number]

/**
 * Reads interactions.json, parsed as JSON.
 *
 * @throws InputError INTERACTIONS_FORMAT, with the first field that is wrong
 */
export function parseInteractions(document: unknown): InteractionsDocument {
  const parsed = interactionsSchema.safeParse(document, { reportInput: true, error: expected })
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!
    throw new InputError('INTERACTIONS_FORMAT', `no interactions.json: ${path.join('.') || 'it'}: ${message}`)
  }
  for (const [i, image] of parsed.data.images.entries()) {
    const fault = faultOf(image, parsed.data.interactions)
    if (fault) throw new InputError('INTERACTIONS_FORMAT', `no interactions.json: images.${i}: ${fault}`)
  }
  return parsed.data
}

/** What a schema cannot say: a number for every player and pair, and pixels there are. */
function faultOf(image: ImageInteractions, kind: InteractionsDocument['interactions']): string | undefined {
  const { players, shape, pairs, shapley, changing } = image
  const n = players.length
  const pixels = shape[0] * shape[1]
  if (players.some((player) => player.pixels.some((pixel) => pixel >= pixels)))
    return `expected pixels below ${pixels}`
  if (changing.some((player) => player >= n)) return `changing: expected players below ${n}`
  const lists = kind === 'pairs' ? [pairs?.drops] : [shapley?.values, shapley?.banzhaf.values]
  const matrices =
    kind === 'pairs' ? [pairs?.interactions] : [shapley?.interactions, shapley?.banzhaf.interactions]
  const all = [...lists, ...matrices, ...matrices.flatMap((rows) => rows ?? [])]
  return all.every((list) => list?.length === n)
    ? undefined
    : `${kind}: expected ${n} numbers, and ${n} rows of ${n}`
}
