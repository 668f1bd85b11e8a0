import { InputError } from '../../errors.js'

/** Sets of pixels, each to be covered together: M of them, of any shape, all channels of a pixel at once. */
export type PixelSets =
  | {
      /** uint8 [M, H, W]: 1 where a set covers a pixel, else 0. */
      readonly data: Uint8Array
      readonly shape: readonly [m: number, height: number, width: number]
    }
  | {
      /** M. */
      readonly count: number
      /** Makes sets from … to − 1, uint8 [to − from, H, W], so that not all of them are in memory at once. */
      readonly make: (from: number, to: number) => Uint8Array
    }

/** M. */
export function countOf(sets: PixelSets): number {
  return 'data' in sets ? sets.shape[0] : sets.count
}

/**
 * Sets from … to − 1 in memory of their own.
 *
 * @throws InputError SETS_SHAPE, SETS_VALUE
 */
export function takeSets(
  sets: PixelSets,
  from: number,
  to: number,
  [height, width]: readonly [number, number, number],
): Uint8Array {
  const size = height * width
  const taken = 'data' in sets ? sets.data.slice(from * size, to * size) : sets.make(from, to)
  if (taken.length !== (to - from) * size) {
    throw new InputError(
      'SETS_SHAPE',
      `sets ${from} to ${to - 1} hold ${taken.length} pixels, expected ${to - from}×${height}×${width}`,
    )
  }
  const bad = taken.findIndex((pixel) => pixel > 1)
  if (bad < 0) return taken
  const [set, pixel] = [from + Math.floor(bad / size), bad % size]
  throw new InputError(
    'SETS_VALUE',
    `set ${set} holds ${taken[bad]} at row ${Math.floor(pixel / width)}, column ${pixel % width}: expected 1 where it covers, else 0`,
  )
}

/**
 * Checks what sets say of themselves.
 *
 * @throws InputError SETS_SHAPE
 */
export function requireSets(sets: PixelSets, [height, width]: readonly [number, number, number]): void {
  const count = countOf(sets)
  if (!Number.isInteger(count) || count < 0) {
    throw new InputError('SETS_SHAPE', `there are ${count} sets, expected a whole number`)
  }
  if (!('data' in sets)) return
  const [, ...own] = sets.shape
  if (own.join() !== [height, width].join() || sets.data.length !== count * height * width) {
    throw new InputError(
      'SETS_SHAPE',
      `sets have shape ${sets.shape.join('×')} and ${sets.data.length} values, expected M×${height}×${width} as the images`,
    )
  }
}
