import { formatCount, formatPValue } from '../words/format.js'

/** What was tested: by sign flips of n images, or by relabelling them, and how many tests Holm adjusted over. */
export interface Tested {
  readonly by: 'sign flips' | 'relabellings'
  readonly n: number
  readonly permutations: number
  readonly tests: number
}

/** The least p that such a test can come to, whatever the images are: sign flips are all counted where there are few, else drawn. */
export function leastP({ by, n, permutations }: Omit<Tested, 'tests'>): number {
  return by === 'sign flips' && 2 ** n <= permutations ? 2 ** (1 - n) : 1 / (permutations + 1)
}

/**
 * Says where no test could have told anything, since the least p there is, adjusted, is not below the level: that nothing was found then says
 * nothing of the maps.
 *
 * @returns undefined where some could
 */
export function untellable(tested: Tested, confidence: number): string | undefined {
  const { by, n, permutations, tests } = tested
  const least = Math.min(1, tests * leastP(tested))
  if (least < 1 - confidence) return undefined
  const isExact = by === 'sign flips' && 2 ** n <= permutations
  const flips = isExact
    ? `all ${formatCount(2 ** n)} sign flips of ${formatCount(n)} images`
    : `${formatCount(permutations)} ${by}`
  const more = isExact ? 'more images' : `more ${by}, --permutations,`
  return `Nothing could have been found: adjusted over ${formatCount(tests)} tests, ${flips} leave no p-value below ${formatPValue(least).replace(/^> /, '')}, whatever the maps are; ${more} could tell.`
}
