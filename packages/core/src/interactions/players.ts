import { InputError } from '../errors.js'
import { segmentsOf } from '../faithfulness/segments.js'
import { maskRegion, type Region, regionsOf } from '../regions/index.js'
import { MOST_PAIRED_PLAYERS, MOST_SHAPLEY_PLAYERS, type ResolvedInteractionsOptions } from './config.js'

/** Sides of the grid where nothing else is said. */
const GRIDS = { pairs: 7, shapley: 4 } as const

/**
 * What is covered together: regions, superpixels of the image, or the cells of a grid.
 *
 * @param image - float32 [H, W, C]
 * @throws InputError BANDS, GRID, MASK_SIZE, MASK_EMPTY, REGIONS_FEW
 */
export function playersOf(
  image: Float32Array,
  shape: readonly [number, number, number],
  { interactions, regions, segments, segmentation }: ResolvedInteractionsOptions,
): Region[] {
  const [height, width] = shape
  if (regions === undefined && segments !== undefined) {
    return superpixels(image, shape, { segments, segmentation })
  }
  const side = GRIDS[interactions]
  return regionsOf(regions ?? [Math.min(side, height), Math.min(side, width)], height, width)
}

function superpixels(
  image: Float32Array,
  shape: readonly [number, number, number],
  choice: { readonly segments: number; readonly segmentation: 'slic' | 'grid' },
): Region[] {
  const { unitOf, count } = segmentsOf(image, shape, choice)
  if (count < 2) {
    throw new InputError('REGIONS_FEW', 'one superpixel, expected at least 2: ask for more of them')
  }
  return Array.from({ length: count }, (_, s) =>
    maskRegion(
      `s${s + 1}`,
      Uint8Array.from(unitOf, (unit) => (unit === s ? 1 : 0)),
    ),
  )
}

/**
 * Places of the players that change the image when covered. The others are dummies: whatever else is covered, the picture is the same
 * with and without them, so that what they do alone or with others is exactly 0 and need not be scored.
 *
 * @param image - float32 [H, W, C]
 * @param baselines - float32 [H, W, C] each, what covered pixels become; none where that hangs on the set, and everything may change
 */
export function changingPlayers(
  players: readonly Region[],
  image: Float32Array,
  baselines: readonly Float32Array[],
  channels: number,
): number[] {
  const all = players.map((_, p) => p)
  if (baselines.length === 0) return all
  const changes = (pixel: number) => {
    for (let i = pixel * channels; i < (pixel + 1) * channels; i++) {
      if (baselines.some((baseline) => baseline[i] !== image[i])) return true
    }
    return false
  }
  return all.filter((p) => players[p]!.pixels.some(changes))
}

/** @throws InputError PLAYERS_TOO_MANY, which names the image */
export function requireFew(
  kind: ResolvedInteractionsOptions['interactions'],
  players: number,
  changing: number,
  name: string,
): void {
  if (kind === 'pairs' && players > MOST_PAIRED_PLAYERS) {
    const pairs = (players * (players - 1)) / 2
    throw new InputError(
      'PLAYERS_TOO_MANY',
      `${name}: ${players} parts have ${pairs} pairs, each a covered copy: expected at most ${MOST_PAIRED_PLAYERS} parts`,
    )
  }
  if (kind === 'shapley' && changing > MOST_SHAPLEY_PLAYERS) {
    throw new InputError(
      'PLAYERS_TOO_MANY',
      `${name}: ${changing} parts change when covered, and every coalition of them is a covered copy: expected at most ${MOST_SHAPLEY_PLAYERS}, with ${2 ** MOST_SHAPLEY_PLAYERS} coalitions`,
    )
  }
}
