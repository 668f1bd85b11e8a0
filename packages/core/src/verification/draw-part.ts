import { InputError } from '../errors.js'
import { Random } from '../random.js'

/** Which images are computed again: a share of them, 0 … 1, drawn by a seed. */
export interface Part {
  readonly share: number
  readonly seed: number
}

/**
 * Draws a share of some images, one at least.
 *
 * @param n - how many images there are
 * @returns their places 0 … n − 1, ascending; the same seed gives the same
 * @throws InputError OPTION_INVALID for a share that is none
 */
export function drawPart(n: number, { share, seed }: Part): number[] {
  if (!(share > 0 && share <= 1)) {
    throw new InputError('OPTION_INVALID', `part: expected a share of the images, above 0 and up to 1`)
  }
  const count = Math.min(n, Math.max(1, Math.round(share * n)))
  const places = Uint32Array.from({ length: n }, (_, i) => i)
  return [...new Random(seed).split('verification').shuffle(places).subarray(0, count)].sort((a, b) => a - b)
}
