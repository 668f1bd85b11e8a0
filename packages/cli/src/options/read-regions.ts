import { readFileSync } from 'node:fs'
import { readOption } from '@umbra/core/notation'
import { parseJson } from '@umbra/core/options'
import { inputError } from '../input-error.js'

/**
 * Reads `--regions`: `3` is three bands, `4,4` a grid of rows and columns, `{…}` masks as they stand in a result; anything
 * else is a JSON file of named masks.
 *
 * @throws InputError REGIONS_NOT_FOUND, REGIONS_NOT_JSON
 */
export function readRegions(text: string): unknown {
  if (/^[\d\s,]+$/.test(text) || text.trimStart().startsWith('{')) return readOption('regions', text)
  return parseJson(bytesOf(text), `the file of regions ${text}`, 'REGIONS_NOT_JSON')
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw inputError('REGIONS_NOT_FOUND', `the regions ${file} cannot be read`, cause as Error)
  }
}
