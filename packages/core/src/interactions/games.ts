import type { Region } from '../regions/index.js'
import { coalitionSets, pairSets, pairsOf } from './covered-sets.js'
import { banzhafIndices, type GameIndices, shapleyIndices } from './game-indices.js'
import type { ImageInteractions } from './interactions-schema.js'
import { type CoveredSubject, type WorthTask, worthsOf } from './worths.js'

/** What a game came to, and how many covered copies it took. */
export type Played = Pick<ImageInteractions, 'copies' | 'pairs' | 'shapley'>

/** The players of an image: those that change it when covered take part. */
export interface Players {
  readonly all: readonly Region[]
  /** Their places among all. */
  readonly changing: readonly number[]
  /** The score of the image with nothing covered. */
  readonly score: number
}

/**
 * The pairwise occlusion map: (f(x) − f(x ∖ ij)) − (f(x) − f(x ∖ i)) − (f(x) − f(x ∖ j)) for every two players, which is the second difference of
 * the game where all others are there, with its sign turned round.
 */
export async function pairwiseDrops(
  subject: CoveredSubject,
  { all, changing, score }: Players,
  task: WorthTask,
): Promise<Played> {
  const n = changing.length
  const sets = pairSets(playing(all, changing), pixelsOf(subject))
  const worths = n === 0 ? new Float64Array(0) : await worthsOf(subject, sets, task)
  const interactions = new Float64Array(n * n)
  const pairs = pairsOf(n)
  for (let at = 0; at < pairs.length; at += 2) {
    const [i, j] = [pairs[at]!, pairs[at + 1]!]
    const both = worths[n + at / 2]!
    // (s − both) − (s − i) − (s − j)
    const drop = worths[i]! - both - (score - worths[j]!)
    interactions[i * n + j] = drop
    interactions[j * n + i] = drop
  }
  const drops = Float64Array.from({ length: n }, (_, i) => score - worths[i]!)
  return {
    copies: worths.length,
    pairs: {
      drops: spread(drops, all.length, changing),
      interactions: spreadMatrix(interactions, all.length, changing),
    },
  }
}

/** Values and interactions over every coalition of the players. Dummies change nobody's, and are left out of the game. */
export async function shapleyGame(
  subject: CoveredSubject,
  { all, changing, score }: Players,
  task: WorthTask,
): Promise<Played> {
  const n = changing.length
  // All but the coalition of everybody, which is the image as it is.
  const sets = coalitionSets(playing(all, changing), pixelsOf(subject))
  const worths = new Float64Array(2 ** n).fill(score)
  if (n > 0) worths.set(await worthsOf(subject, sets, task))
  const written = ({ values, interactions }: GameIndices) => ({
    values: spread(values, all.length, changing),
    interactions: spreadMatrix(interactions, all.length, changing),
  })
  return {
    copies: worths.length - 1,
    shapley: {
      allCovered: worths[0]!,
      ...written(shapleyIndices(worths)),
      banzhaf: written(banzhafIndices(worths)),
    },
  }
}

function playing(all: readonly Region[], changing: readonly number[]): Region[] {
  return changing.map((player) => all[player]!)
}

function pixelsOf({ image: { shape } }: CoveredSubject): number {
  return shape[1] * shape[2]
}

/** Numbers of those that take part at their places among all, 0 for the others. */
function spread(values: Float64Array, all: number, places: readonly number[]): number[] {
  const out = new Array<number>(all).fill(0)
  for (const [i, place] of places.entries()) out[place] = values[i]!
  return out
}

function spreadMatrix(values: Float64Array, all: number, places: readonly number[]): number[][] {
  const n = places.length
  const none = new Float64Array(n)
  const rows = new Array<Float64Array>(all).fill(none)
  for (const [i, place] of places.entries()) rows[place] = values.subarray(i * n, (i + 1) * n)
  return rows.map((row) => spread(row, all, places))
}
