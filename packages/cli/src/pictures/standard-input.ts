import { readWhole } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'

/** The path that stands for it; a file of this name is `./-`. */
export const STANDARD_INPUT = '-'

/** All of it. @throws InputError FILE_TOO_LARGE, IMAGE_NOT_FOUND if it is a terminal or empty */
export async function readStandardInput(largest: number): Promise<Uint8Array> {
  if (process.stdin.isTTY) {
    throw inputError('IMAGE_NOT_FOUND', 'standard input is a terminal, expected a picture piped into it')
  }
  const bytes = await readWhole(process.stdin, 'standard input', largest)
  if (bytes.length === 0) throw inputError('IMAGE_NOT_FOUND', 'standard input is empty')
  return bytes
}
