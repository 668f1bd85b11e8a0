import type { ImageInteractions } from './interactions-schema.js'
import { type RankedPair, rankedPairs } from './ranked-pairs.js'

/** Pairs of an image's parts that can stand for each other, and those of which each needs the other, from the strongest down. */
export interface StrongestPairs {
  readonly redundant: readonly RankedPair[]
  readonly synergistic: readonly RankedPair[]
}

/**
 * The strongest pairs of either kind, whichever sign that has: drops of pairs are above 0 where the two are redundant, indices over
 * coalitions below.
 *
 * @param most - so many of each
 */
export function strongestPairs(
  { pairs, shapley }: Pick<ImageInteractions, 'pairs' | 'shapley'>,
  most = Number.POSITIVE_INFINITY,
): StrongestPairs {
  const ranked = rankedPairs(pairs?.interactions ?? shapley!.interactions)
  const positive = ranked.filter(({ value }) => value > 0).slice(0, most)
  const negative = ranked
    .filter(({ value }) => value < 0)
    .reverse()
    .slice(0, most)
  return pairs
    ? { redundant: positive, synergistic: negative }
    : { redundant: negative, synergistic: positive }
}
