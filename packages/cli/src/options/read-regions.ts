import { readFileSync } from 'node:fs'
import { parseJson } from '@umbra/core/options'
import { inputError } from '../input-error.js'

/**
 * Reads `--regions`: `3` is three bands, `4,4` a grid of rows and columns, anything else a JSON file of named masks.
 *
 * @throws InputError REGIONS_NOT_FOUND, REGIONS_NOT_JSON
 */
export function readRegions(text: string): unknown {
  if (/^[\d\s,]+$/.test(text)) {
    const numbers = text.split(',').map(Number)
    return numbers.length === 1 ? numbers[0] : numbers
  }
  return parseJson(bytesOf(text), `the file of regions ${text}`, 'REGIONS_NOT_JSON')
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw inputError('REGIONS_NOT_FOUND', `the regions ${file} cannot be read`, cause as Error)
  }
}
