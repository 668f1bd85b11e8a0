import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { readOption } from '@umbra/core/notation'
import { parseJson } from '@umbra/core/options'
import { requireReadable, WITHOUT_WAITING } from '../disk/file-chunks.js'
import { inputError } from '../input-error.js'

/** Largest file of masks: 16 MiB. */
const LARGEST = 2 ** 24
/** How often a pipe with nothing in it is looked at again, with a pause of so many milliseconds. */
const LOOKS = 100
const PAUSE = 50

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

/** At once, for an option's reader can wait for nothing. */
function bytesOf(path: string): Uint8Array {
  try {
    const file = openSync(path, WITHOUT_WAITING)
    try {
      requireReadable(fstatSync(file))
      return allOf(file)
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'there is no such file' : (code ?? message)
    throw inputError('REGIONS_NOT_FOUND', `the regions ${path} cannot be read: ${reason}`, cause)
  }
}

function allOf(file: number): Uint8Array {
  const bytes = Buffer.alloc(LARGEST + 1)
  let length = 0
  for (let looks = 0; length <= LARGEST; ) {
    const read = readOrWait(file, bytes, length, looks)
    if (read === 0) return bytes.subarray(0, length)
    if (read === undefined) looks++
    else length += read
  }
  throw new Error(`it is larger than ${LARGEST} bytes`)
}

/** How many bytes there were to read; undefined where a pipe's writer was silent. */
function readOrWait(file: number, bytes: Buffer, offset: number, looks: number): number | undefined {
  try {
    return readSync(file, bytes, offset, bytes.length - offset, null)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || looks >= LOOKS) throw error
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE)
    return undefined
  }
}
