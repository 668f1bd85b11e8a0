import { InputError } from '../errors.js'
import type { NumericArray } from './numeric-array.js'
import { parseNpy } from './parse-npy.js'
import { unzip } from './unzip.js'

/** Largest archive accepted, unpacked: 1 GiB. */
const LARGEST = 2 ** 30

/**
 * Reads an NPZ archive, as `numpy.savez` and `numpy.savez_compressed` write it.
 *
 * @returns the arrays by name, without `.npy`
 * @throws InputError NPZ_ENTRY, and all that `unzip` and `parseNpy` throw
 */
export function parseNpz(bytes: Uint8Array, name: string): Map<string, NumericArray> {
  const arrays = new Map<string, NumericArray>()
  for (const [file, content] of unzip(bytes, name, LARGEST)) {
    if (!file.endsWith('.npy')) {
      throw new InputError(
        'NPZ_ENTRY',
        `${name} holds ${file || 'a file without a name'}, expected arrays named *.npy`,
      )
    }
    arrays.set(file.slice(0, -4), parseNpy(content, `${file} of ${name}`))
  }
  return arrays
}
