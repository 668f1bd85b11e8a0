import { readFileSync } from 'node:fs'
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
  let json: string
  try {
    json = readFileSync(text, 'utf8')
  } catch (cause) {
    throw inputError('REGIONS_NOT_FOUND', `the regions ${text} cannot be read`, cause as Error)
  }
  try {
    return JSON.parse(json)
  } catch (cause) {
    throw inputError(
      'REGIONS_NOT_JSON',
      `the regions ${text} are not JSON: ${(cause as Error).message}`,
      cause as Error,
    )
  }
}
