import { InputError } from '../errors.js'
import * as z from '../json/zod.js'
import { bands, gridRegions, maskRegion } from './bands.js'
import type { Region } from './region.js'

/** Names become names of files, and `whole map` is taken. */
const NAME = /^(?!whole map$|overall$)[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u

/** A region for every pixel of a 32×32 image: each is tested every way a study tests. */
const MOST_REGIONS = 1024
const TOO_MANY = `at most ${MOST_REGIONS} regions`

/** Regions by number of bands, by rows and columns of a grid, or drawn: a mask for each name. */
export const regionsSchema = z.union([
  z.int().check(z.minimum(2), z.maximum(MOST_REGIONS, TOO_MANY)),
  z
    .tuple([z.int().check(z.minimum(1)), z.int().check(z.minimum(1))])
    .check(z.refine(([rows, columns]) => rows * columns <= MOST_REGIONS, TOO_MANY)),
  z
    .record(
      z.string().check(z.regex(NAME, 'letters, digits, spaces, _ and -')),
      z.array(z.string().check(z.maxLength(65_535))).check(z.minLength(1), z.maxLength(65_535)),
    )
    .check(z.refine((masks) => Object.keys(masks).length <= MOST_REGIONS, TOO_MANY)),
])

export type RegionChoice = z.output<typeof regionsSchema>

/** Stands for a pixel outside a mask; every other character is inside. */
const OUTSIDE = ' .0'

/**
 * The regions of a choice. A mask is H lines of W characters, of which a space, a point and 0 are outside.
 *
 * @throws InputError BANDS, GRID, MASK_SIZE, MASK_EMPTY, REGIONS_FEW (fewer than two)
 */
export function regionsOf(choice: RegionChoice, height: number, width: number): Region[] {
  const regions = chosen(choice, height, width)
  if (regions.length >= 2) return regions
  throw new InputError(
    'REGIONS_FEW',
    `${regions.length === 1 ? 'one region' : 'no region'}, expected at least 2: a study compares regions`,
  )
}

function chosen(choice: RegionChoice, height: number, width: number): Region[] {
  if (typeof choice === 'number') return bands(height, width, choice)
  if (Array.isArray(choice)) return gridRegions(height, width, choice[0], choice[1])
  return Object.entries(choice).map(([name, lines]) => {
    const odd = lines.findIndex((line) => [...line].length !== width)
    if (lines.length !== height || odd >= 0) {
      const found =
        lines.length === height ? `line ${odd + 1} of ${[...lines[odd]!].length}` : `${lines.length} lines`
      throw new InputError(
        'MASK_SIZE',
        `the mask of region ${name} has ${found}, expected ${height} lines of ${width} characters`,
      )
    }
    return maskRegion(
      name,
      lines.flatMap((line) => [...line].map((character) => (OUTSIDE.includes(character) ? 0 : 1))),
    )
  })
}
