import { InputError } from '../errors.js'

/** Most values of a design, what is kept of every part in every sample: 512 MiB of floats, and a regression takes several times that. */
const MOST_VALUES = 2 ** 27

/**
 * Checks, before anything is drawn, that what a method draws of an image fits into memory.
 *
 * @param units - superpixels or cells
 * @throws InputError METHOD_SAMPLES
 */
export function requireRoom(units: number, samples: number): void {
  if (units * samples <= MOST_VALUES) return
  throw new InputError(
    'METHOD_SAMPLES',
    `${samples} samples of ${units} superpixels or cells are more than memory is taken for: expected at most ${Math.floor(MOST_VALUES / units)} samples, or fewer segments`,
  )
}
