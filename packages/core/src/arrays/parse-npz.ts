import { InputError } from '../errors.js'
import type { NumericArray } from './numeric-array.js'
import { describeNpy, NPY_HEAD, parseNpy } from './parse-npy.js'
import { openZip } from './unzip.js'

/** Largest archive accepted, unpacked: 1 GiB of what is asked for. */
const LARGEST = 2 ** 30

/** An NPZ archive whose arrays are decoded one by one, when they are asked for. */
export interface NpzArchive {
  /** Names of the arrays, without `.npy`. Whatever else an archive holds, such as `__MACOSX`, is no array. */
  readonly names: readonly string[]
  /**
   * What an array's header says, before memory is taken for its values.
   *
   * @throws InputError all that `start` of a ZIP archive and `parseNpy` throw
   */
  header(name: string): Pick<NumericArray, 'shape' | 'type'>
  /**
   * An array, unpacked if its length is the one of its header.
   *
   * @throws InputError all that `unpack` of a ZIP archive and `parseNpy` throw
   */
  array(name: string): NumericArray
}

/**
 * Opens an NPZ archive, as `numpy.savez` and `numpy.savez_compressed` write it.
 *
 * @param name - what to call the archive in an error
 * @throws InputError ZIP_CORRUPT
 */
export function openNpz(bytes: Uint8Array, name: string): NpzArchive {
  const zip = openZip(bytes, name, LARGEST)
  const header = (array: string) => {
    const { bytes, size } = zip.start(`${array}.npy`, NPY_HEAD)
    const { shape, type } = describeNpy(bytes, size, `${array}.npy of ${name}`)
    return { shape, type }
  }
  return {
    names: zip.names.filter(isArray).map((file) => file.slice(0, -4)),
    header,
    array: (array) => {
      header(array)
      return parseNpy(zip.unpack(`${array}.npy`), `${array}.npy of ${name}`)
    },
  }
}

/** Beside a file, an archive made by macOS holds `__MACOSX/._file`, which has its name and none of its bytes. */
function isArray(file: string): boolean {
  return file.endsWith('.npy') && !/(^|\/)(__MACOSX\/|\._)/.test(file)
}

/**
 * Reads every array of numbers of an NPZ archive; arrays of text, objects and the like are left out.
 *
 * @returns the arrays by name, without `.npy`
 * @throws InputError all that `openNpz` and reading an array throw, but for NPY_TYPE
 */
export function parseNpz(bytes: Uint8Array, name: string): Map<string, NumericArray> {
  const archive = openNpz(bytes, name)
  const arrays = new Map<string, NumericArray>()
  for (const key of archive.names) {
    try {
      arrays.set(key, archive.array(key))
    } catch (error) {
      if (!(error instanceof InputError && error.code === 'NPY_TYPE')) throw error
    }
  }
  return arrays
}
